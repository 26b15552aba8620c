// The API of the console without Rust: `npm run mock`, then `npm run dev`.
// With `--dist dist` it also serves the built console, under the same content security policy as the real server.
// Options: --port 8080  --modems 12  --tick-ms 1500  --dist FOLDER
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';
import { createWorld } from './world.mjs';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    modems: { type: 'string', default: '12' },
    'tick-ms': { type: 'string', default: '1500' },
    dist: { type: 'string' },
  },
});

const FRAMES_KEPT = 500;
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

let seq = 0;
const frames = [];
const sockets = new Set();

function announce(topic, ids) {
  const frame = { topic, ids, seq: ++seq };
  frames.push(frame);
  if (frames.length > FRAMES_KEPT) frames.shift();
  for (const socket of sockets) socket.send(JSON.stringify(frame));
}

const world = createWorld({ modems: Number(options.modems), announce });

const routes = {
  '/api/modems': () => ({ items: world.modems(), serverTime: new Date().toISOString() }),
  '/api/overview': () => world.overview(),
  '/api/activity': (query) => page(world.activities().filter(activityMatches(query)), query),
  '/api/activations': (query) => {
    const all = query.get('state') === 'all';
    return page(world.activations().filter((one) => all || ['waiting', 'ready'].includes(one.state)), query);
  },
};

function activityMatches(query) {
  const kinds = query.getAll('kind');
  const text = (query.get('q') ?? '').toLowerCase();
  return (one) =>
    (kinds.length === 0 || kinds.includes(one.kind)) &&
    (!query.get('modem') || one.modem === query.get('modem')) &&
    (!query.get('hub') || one.hub === query.get('hub')) &&
    [one.code, one.modem, one.number, one.service, one.hub, JSON.stringify(one.detail)].join(' ').toLowerCase().includes(text);
}

function page(items, query) {
  const limit = Math.min(200, Number(query.get('limit')) || 50);
  const before = query.get('before');
  const start = before === null ? 0 : items.findIndex((item) => item.id === before) + 1;
  const shown = items.slice(start, start + limit);
  return { items: shown, next: start + limit < items.length ? shown.at(-1).id : null };
}

function send(response, status, type, body, headers = {}) {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
    ...headers,
  });
  response.end(body);
}

function problem(response, status, code, detail) {
  const body = { type: 'about:blank', title: code, status, code, detail, next: 'check the address' };
  send(response, status, 'application/problem+json', JSON.stringify(body));
}

async function serveFile(response, path) {
  const root = resolve(options.dist);
  const wanted = extname(path) === '' ? 'index.html' : normalize(path);
  try {
    const body = await readFile(join(root, wanted));
    send(response, 200, TYPES[extname(wanted)] ?? 'application/octet-stream', body);
  } catch {
    problem(response, 404, 'not_found', `no file ${path}`);
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const route = routes[url.pathname];
  if (route) send(response, 200, 'application/json', JSON.stringify(route(url.searchParams)));
  else if (url.pathname.startsWith('/api/')) problem(response, 404, 'not_found', `no such path ${url.pathname}`);
  else if (options.dist) void serveFile(response, url.pathname);
  else problem(response, 404, 'not_found', 'only the API is served here; start the pages with: npm run dev');
});

new WebSocketServer({ server, path: '/ws' }).on('connection', (socket, request) => {
  const since = new URL(request.url, 'http://localhost').searchParams.get('since');
  socket.send(JSON.stringify({ topic: 'hello', ids: [], seq }));
  if (since !== null) resume(socket, Number(since));
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});

function resume(socket, since) {
  const oldest = frames[0]?.seq ?? seq + 1;
  if (since + 1 < oldest) socket.send(JSON.stringify({ topic: 'resync', ids: [], seq }));
  else frames.filter((frame) => frame.seq > since).forEach((frame) => socket.send(JSON.stringify(frame)));
}

const tickMs = Number(options['tick-ms']);
if (tickMs > 0) setInterval(() => world.tick(), tickMs);

server.listen(Number(options.port), '127.0.0.1', () => {
  console.log(`mock api on http://127.0.0.1:${server.address().port}`);
});
