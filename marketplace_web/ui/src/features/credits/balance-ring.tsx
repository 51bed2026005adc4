const PETALS = 12;
const FULL = 1;

/** What is left, as petals of a daisy: whole ones are full, the last one is filled in part. */
export function BalanceRing({ share }: { share: number }) {
  const filled = Math.max(0, Math.min(FULL, share)) * PETALS;
  return (
    <svg viewBox="-60 -60 120 120" className="size-[132px]" aria-hidden>
      {Array.from({ length: PETALS }, (_, i) => {
        const part = Math.max(0, Math.min(1, filled - i));
        return (
          <g key={i} transform={`rotate(${(i * 360) / PETALS})`}>
            <path d="M0 -24C10 -32 10 -50 0 -56C-10 -50 -10 -32 0 -24Z" fill="var(--bg-sunk)" stroke="var(--line-2)" />
            {part > 0 && <path d="M0 -24C10 -32 10 -50 0 -56C-10 -50 -10 -32 0 -24Z" fill="var(--brand)" opacity={0.35 + 0.65 * part} className="pop" style={{ animationDelay: `${i * 45}ms` }} />}
          </g>
        );
      })}
      <circle r="13" fill="var(--pollen)" />
      <circle r="4.5" fill="#fff" />
    </svg>
  );
}
