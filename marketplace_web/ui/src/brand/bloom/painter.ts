import { bladeData, mesh, motes } from "./anatomy";
import { BLADE_FRAGMENT, BLADE_VERTEX, MOTE_FRAGMENT, MOTE_VERTEX } from "./shaders";

/** What one frame shows. Angles in radians, time in seconds. */
export interface Frame {
  time: number;
  open: Float32Array;
  work: Float32Array;
  turn: [number, number];
  shift: [number, number];
  scale: number;
  sway: boolean;
  dark: boolean;
  fade: number;
}

interface Pass {
  program: WebGLProgram;
  array: WebGLVertexArrayObject;
  at: (name: string) => WebGLUniformLocation | null;
}

function compile(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error("no shader");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? "not linked");
  return program;
}

function pass(gl: WebGL2RenderingContext, vertex: string, fragment: string, data: Float32Array, width: number): Pass {
  const program = compile(gl, vertex, fragment);
  const array = gl.createVertexArray();
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, width, gl.FLOAT, false, 0, 0);
  const known = new Map<string, WebGLUniformLocation | null>();
  const at = (name: string) => {
    if (!known.has(name)) known.set(name, gl.getUniformLocation(program, name));
    return known.get(name) ?? null;
  };
  return { program, array, at };
}

/** Draws frames of the orchid into a canvas. Throws where there is no WebGL2. */
export class Painter {
  private readonly gl: WebGL2RenderingContext;
  private readonly blades: Pass;
  private readonly dust: Pass;
  private readonly data = bladeData();
  private readonly indices: number;
  private readonly points: number;
  private width = 1;
  private height = 1;

  constructor(private readonly canvas: HTMLCanvasElement, dust: number) {
    const gl = canvas.getContext("webgl2", { antialias: true, alpha: true, premultipliedAlpha: true, powerPreference: "low-power" });
    if (!gl) throw new Error("no WebGL2");
    this.gl = gl;
    const body = mesh();
    const points = motes(dust);
    this.blades = pass(gl, BLADE_VERTEX, BLADE_FRAGMENT, body.vertices, 3);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, body.indices, gl.STATIC_DRAW);
    this.indices = body.indices.length;
    this.dust = pass(gl, MOTE_VERTEX, MOTE_FRAGMENT, points, 4);
    this.points = points.length / 4;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  resize(width: number, height: number, ratio: number): void {
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.gl.viewport(0, 0, this.canvas.width, this.canvas.height);
  }

  paint(frame: Frame): void {
    const gl = this.gl;
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    this.begin(this.blades, frame);
    gl.drawElements(gl.TRIANGLES, this.indices, gl.UNSIGNED_SHORT, 0);
    this.begin(this.dust, frame);
    gl.uniform1f(this.dust.at("uPixel"), (this.canvas.width / this.width) * 1.5);
    gl.drawArrays(gl.POINTS, 0, this.points);
  }

  private begin({ program, array, at }: Pass, frame: Frame): void {
    const gl = this.gl;
    gl.useProgram(program);
    gl.bindVertexArray(array);
    gl.uniform4fv(at("uBlade"), this.data);
    gl.uniform1f(at("uTime"), frame.time % 1000);
    gl.uniform1fv(at("uOpen"), frame.open);
    gl.uniform1fv(at("uWork"), frame.work);
    gl.uniform1f(at("uAspect"), this.width / this.height);
    gl.uniform1f(at("uScale"), frame.scale);
    gl.uniform1f(at("uSway"), frame.sway ? 1 : 0);
    gl.uniform2f(at("uTurn"), ...frame.turn);
    gl.uniform2f(at("uShift"), ...frame.shift);
    gl.uniform1f(at("uDark"), frame.dark ? 1 : 0);
    gl.uniform1f(at("uFade"), frame.fade);
  }
}
