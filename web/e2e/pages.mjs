// Looks at both pages in both languages, schemes and widths against the mock: no script errors, no sideways
// scrolling, no axe violations. With `--shots FOLDER` it leaves pictures.
// Usage: node e2e/pages.mjs [--shots FOLDER] [--base URL]     (without --base it starts the mock on the build)
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser, openConsole, overflowOf } from './browser.mjs';

const { values: options } = parseArgs({ options: { shots: { type: 'string' }, base: { type: 'string' } } });
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = [
  { path: '/modems', ready: '[data-modem-id]' },
  { path: '/activity', ready: '[data-activity-id]' },
];

if (options.shots) mkdirSync(options.shots, { recursive: true });
const mock = options.base ? null : await startMock();
const browser = await launchBrowser();
let failures = 0;
try {
  for (const view of VIEWS)
    for (const width of [360, 768, 1440])
      for (const language of ['zh-CN', 'en'])
        for (const scheme of ['light', 'dark']) await look({ ...view, width, language, scheme });
} finally {
  await browser.close();
  mock?.process.kill();
}
console.log(failures === 0 ? 'all pages are fine' : `${failures} complaints`);
process.exitCode = failures === 0 ? 0 : 1;

async function look({ path, ready, width, language, scheme }) {
  const base = options.base ?? mock.base;
  const { page, context, errors } = await openConsole(browser, { base, path, width, language, scheme });
  const name = `${path.slice(1)}-${width}-${language}-${scheme}`;
  await page.waitForSelector(ready);
  await page.waitForSelector('[data-connection="live"]');
  const overflow = await overflowOf(page);
  if (overflow > 0) complain(name, `scrolls sideways by ${overflow} px`);
  for (const violation of await runAxe(page)) complain(name, violation);
  for (const error of errors) complain(name, error);
  if (options.shots) await page.screenshot({ path: join(options.shots, `${name}.png`) });
  await context.close();
}

/** Through the debugger, because the page's own policy forbids foreign scripts. */
async function runAxe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  return violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.slice(0, 3).map((node) => node.html).join('\n    ')}`);
}

function complain(name, text) {
  failures += 1;
  console.error(`${name}: ${text}`);
}

async function startMock() {
  const process_ = spawn(process.execPath, ['mock/server.mjs', '--port', '0', '--dist', 'dist'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await new Promise((resolve, reject) => {
    process_.stdout.once('data', (data) => resolve(String(data).split('\n')));
    process_.once('exit', () => reject(new Error('the mock ended')));
  });
  return { process: process_, base: line.replace(/.* on /, '').trim() };
}
