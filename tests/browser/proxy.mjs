/* A TLS proxy for the public names, on a free loopback port. */
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";

export async function startProxy({ key, cert, hosts }) {
  const server = https.createServer(
    { key: readFileSync(key), cert: readFileSync(cert) },
    (request, response) => {
      const upstream = http.request(
        {
          host: "127.0.0.1",
          port: hosts[request.headers.host],
          method: request.method,
          path: request.url,
          headers: { ...request.headers, "x-forwarded-for": "127.0.0.1" },
        },
        (answer) => {
          response.writeHead(answer.statusCode, answer.rawHeaders);
          answer.pipe(response);
        },
      );
      upstream.on("error", () => response.destroy());
      request.pipe(upstream);
    },
  );
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}
