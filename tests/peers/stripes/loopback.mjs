// Whatever these programs listen on, it is this machine's alone.
import net from "node:net";

const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (first, ...rest) {
  const called = rest.filter((one) => typeof one === "function");
  if (typeof first === "object" && first !== null && "port" in first) return listen.call(this, { ...first, host: "127.0.0.1" }, ...called);
  if (/^\d+$/.test(String(first))) return listen.call(this, { port: Number(first), host: "127.0.0.1" }, ...called);
  return listen.call(this, first, ...rest);
};
