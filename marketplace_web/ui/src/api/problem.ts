/** RFC 9457, as the hub answers it. `code` is stable; `detail` is for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly requestId: string | null,
    readonly fields: Readonly<Record<string, unknown>>,
  ) {
    super(detail);
  }

  /** Faults by the name of the field they are about; the rest is under "". */
  get faults(): Record<string, string> {
    const listed = Array.isArray(this.fields.errors) ? (this.fields.errors as { pointer?: string; detail?: string }[]) : [];
    return Object.fromEntries(listed.map((one) => [(one.pointer ?? "").replace(/^\//, ""), one.detail ?? ""]));
  }
}

/** The network did not carry the call: nothing is known about its effect. */
export class Offline extends Problem {
  constructor() {
    super(0, "offline", "", null, {});
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const body: Record<string, unknown> = await response.json().catch(() => ({}));
  const text = (key: string) => (typeof body[key] === "string" ? (body[key] as string) : "");
  return new Problem(response.status, text("code") || "unknown", text("detail") || text("title") || response.statusText, response.headers.get("x-request-id"), body);
}

/** Whether the hub itself said nothing: no network, nobody there, or only what stands before it answered. */
export const isUnreached = (error: unknown): boolean => error instanceof Problem && (error.status === 0 || (error.status >= 502 && error.status <= 504 && error.code === "unknown"));

export const isProblem = (error: unknown, code?: string): error is Problem =>
  error instanceof Problem && (code === undefined || error.code === code);
