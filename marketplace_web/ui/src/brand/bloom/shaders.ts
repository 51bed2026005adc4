import { COUNT } from "./anatomy";

const PETAL = `#version 300 es
precision highp float;
uniform vec4 uBlade[${COUNT * 2}];
uniform float uTime, uOpen[${COUNT}], uWork[${COUNT}], uAspect, uScale, uSway;
uniform vec2 uTurn, uShift;
vec3 petal(int i, float u, float v) {
  vec4 a = uBlade[i * 2], b = uBlade[i * 2 + 1];
  float belly = sin(3.14159265 * pow(clamp(u, 0., 1.), b.x));
  float w = a.z * pow(max(belly, 0.), b.y) * smoothstep(-.06, .34, u);
  float x = u * a.y, y = v * w;
  float z = b.w + a.w * v * v * (.35 + w) + b.z * sin(u * 2.6) - u * u * .16;
  z += .022 * sin(v * 7. + u * 9. + float(i)) * u * u;
  z += .03 * sin(uTime * .7 + float(i) * 1.3 + u * 2.2) * u * uSway;
  float open = uOpen[i];
  float fold = (1. - open) * 1.42 + .05 * sin(uTime * .55 + float(i) * 2.) * uSway * u;
  float c = cos(fold), s = sin(fold);
  vec2 bent = vec2(x * c - z * s, x * s + z * c);
  y *= mix(.34, 1., open);
  float turn = a.x + .012 * sin(uTime * .4 + float(i)) * uSway;
  float ca = cos(turn), sa = sin(turn);
  return vec3(bent.x * ca - y * sa, bent.x * sa + y * ca, bent.y);
}
vec4 seen(vec3 p) {
  float cy = cos(uTurn.x), sy = sin(uTurn.x), cx = cos(uTurn.y), sx = sin(uTurn.y);
  p = vec3(p.x * cy + p.z * sy, p.y, -p.x * sy + p.z * cy);
  p = vec3(p.x, p.y * cx - p.z * sx, p.y * sx + p.z * cx);
  vec2 q = p.xy * 3.6 / (3.6 - p.z) * uScale + uShift;
  return vec4(q.x / uAspect, q.y, 0., 1.);
}`;

export const BLADE_VERTEX = `${PETAL}
layout(location = 0) in vec3 aPlace;
out vec2 vPlace; flat out int vBlade; out float vLight;
void main() {
  int i = int(aPlace.z);
  vPlace = aPlace.xy; vBlade = i;
  vec3 p = petal(i, aPlace.x, aPlace.y);
  vec3 du = petal(i, aPlace.x + .02, aPlace.y) - p, dv = petal(i, aPlace.x, aPlace.y + .04) - p;
  vec3 n = normalize(cross(du, dv) + 1e-5);
  vLight = abs(dot(n, normalize(vec3(-.35, .55, .75))));
  gl_Position = seen(p);
}`;

export const BLADE_FRAGMENT = `#version 300 es
precision highp float;
in vec2 vPlace; flat in int vBlade; in float vLight;
out vec4 color;
uniform float uTime, uDark, uWork[${COUNT}], uFade;
const vec3 DEEP = vec3(.45, .04, .38), BRAND = vec3(.596, .09, .494), HOT = vec3(.875, .235, .733);
const vec3 PALE = vec3(1., .80, .94), EMBER = vec3(.96, .33, .145), POLLEN = vec3(1., .69, .20), IRIS = vec3(.40, .25, .91);
float random(float n) { return fract(sin(n * 127.1) * 43758.5453); }
vec3 flesh(float u, float v, bool lip, float rim) {
  if (lip) return mix(mix(POLLEN, EMBER, smoothstep(0., .38, u)), mix(BRAND, HOT, .35), smoothstep(.28, .95, u));
  if (uDark > .5) {
    vec3 base = mix(mix(HOT, BRAND, .35), mix(BRAND, IRIS, .45), smoothstep(0., 1., u));
    return mix(base, HOT, rim * .75);
  }
  vec3 base = mix(mix(HOT, PALE, .28), mix(PALE, vec3(1.), .25), smoothstep(.1, .75, u));
  base = mix(base, HOT, rim * .42);
  return mix(base, mix(IRIS, HOT, .35), smoothstep(.55, 1., u) * .20);
}
void main() {
  float u = vPlace.x, v = vPlace.y, work = uWork[vBlade];
  bool lip = vBlade > 4;
  float rim = smoothstep(.70, 1., abs(v)) + smoothstep(.88, 1., u) * .8;
  vec3 body = flesh(u, v, lip, rim);
  float veins = lip ? 6. : float(vBlade > 2 ? 13 : 9);
  float across = (v + .018 * sin(u * 15. + float(vBlade) * 3.) * (.4 + u)) * veins;
  float id = floor(across + .5), away = abs(across - id), soft = fwidth(across);
  float inside = 1. - smoothstep(.93, 1., abs(v));
  float vein = (1. - smoothstep(.02, .02 + max(soft * 1.25, .05), away));
  vein *= smoothstep(1., .86, u) * (1. - smoothstep(.9, 1., abs(v))) * mix(.55, 1., smoothstep(0., .22, u));
  float chance = random(id + float(vBlade) * 17.);
  float front = fract(uTime * (.55 + .35 * chance) * .42 + chance) * 1.5 - .1;
  float beam = smoothstep(front - .38, front, u) * step(u, front);
  beam *= step(.62 - work * .62, random(id * 3.1 + float(vBlade)));
  float wide = 1. - smoothstep(.03, .03 + max(soft * 1.6, .09), away);
  float light = mix(vein, wide, work) * beam * (.5 + 1.1 * work) * inside;
  if (!lip) body = mix(body, HOT, work * .20 * (1. - .5 * u));
  body *= mix(1., mix(.80, 1.10, vLight), .85);
  bool dark = uDark > .5;
  if (dark) body *= mix(.75, 1.1, vLight);
  float alpha = lip ? .82 : dark ? .26 + rim * .40 : mix(.62, .40, smoothstep(0., .9, u)) + rim * .20;
  vec3 ink = dark ? mix(PALE, HOT, .45) : lip ? DEEP : mix(DEEP, BRAND, smoothstep(0., .9, u));
  float strength = vein * (dark ? .50 : .46);
  body = mix(body, ink, strength * (1. - .35 * u));
  alpha = mix(alpha, .92, strength);
  vec3 glow = dark ? mix(PALE, POLLEN, .55) : mix(BRAND, EMBER, smoothstep(.3, 1., u));
  body = mix(body, glow, clamp(light, 0., 1.));
  alpha = mix(alpha, 1., clamp(light, 0., 1.)) * uFade;
  color = vec4(body * alpha, alpha);
}`;

export const MOTE_VERTEX = `${PETAL}
layout(location = 0) in vec4 aMote;
out float vAlpha; flat out int vBlade;
uniform float uPixel;
void main() {
  int i = int(aMote.z);
  float u = aMote.x, v = aMote.y, s = aMote.w, size;
  vec3 p;
  if (i < 0) {
    float r = 1.25 + .75 * fract(s * 7.13), turn = s * 6.2831 + uTime * (.018 + .02 * fract(s * 3.7));
    p = vec3(cos(turn) * r, sin(turn) * r * .82, (fract(s * 13.7) - .5) * .9);
    vAlpha = .30 + .35 * sin(uTime * (.6 + s) + s * 40.);
    size = 1.3 + 2.2 * fract(s * 5.3);
    vBlade = 0;
  } else {
    p = petal(i, u, v);
    p.z += .018 + .035 * fract(s * 9.7) + .02 * sin(uTime * 1.3 + s * 50.);
    float twinkle = .5 + .5 * sin(uTime * (.8 + s * 1.6) + s * 60.);
    vAlpha = .22 + .7 * twinkle * (.35 + .65 * u);
    size = .9 + 1.9 * pow(fract(s * 5.77), 5.) + uWork[i] * .9 * twinkle;
    vBlade = i;
  }
  gl_Position = seen(p);
  gl_PointSize = size * uPixel;
}`;

export const MOTE_FRAGMENT = `#version 300 es
precision highp float;
in float vAlpha; flat in int vBlade;
out vec4 color;
uniform float uDark, uFade;
void main() {
  float a = smoothstep(1., .35, length(gl_PointCoord - .5) * 2.) * vAlpha * uFade * .82;
  vec3 c = vBlade > 4 ? vec3(.96, .33, .145) : mix(vec3(.596, .09, .494), vec3(.875, .235, .733), vAlpha);
  if (uDark > .5) c = vBlade > 4 ? vec3(1., .75, .35) : mix(vec3(.97, .55, .86), vec3(1.), vAlpha * .5);
  color = vec4(c * a, a);
}`;
