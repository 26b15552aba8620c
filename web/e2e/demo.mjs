// Opens the console of a running demo as a person would, and checks that it shows what happens there.
// Usage: node e2e/demo.mjs http://127.0.0.1:8080 [--shot FILE] [--wait-s 60]
// Exit code 0: all claims hold. 1: one does not. 2: wrong usage.
import { parseArgs } from 'node:util';
import { launchBrowser, openConsole, overflowOf } from './browser.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { shot: { type: 'string' }, 'wait-s': { type: 'string', default: '60' } },
});
const base = positionals[0];
if (!base) {
  console.error('usage: node e2e/demo.mjs BASE_URL [--shot FILE] [--wait-s SECONDS]');
  process.exit(2);
}
const WAIT_MS = Number(options['wait-s']) * 1000;
const POLL_EVERY_MS = 30_000;

const browser = await launchBrowser();
let failed = false;
try {
  await claim('a first visit speaks Chinese and shows a ready modem', firstVisit);
  await claim('the language can be switched and is remembered', languageSwitch);
  await claim('an SMS is accepted by the hub and its text stays hidden', pushAccepted);
  await claim('what happens shows up through the socket, without polling', liveWithoutPolling);
  await claim('without a socket the page says so and polls', pollingWithoutSocket);
  await claim('nothing scrolls sideways at 360 px', fitsPhone);
} finally {
  await browser.close();
}
process.exitCode = failed ? 1 : 0;

async function claim(words, check) {
  try {
    await check();
    console.log(`ok      ${words}`);
  } catch (error) {
    failed = true;
    console.error(`FAILED  ${words}\n        ${error.message.split('\n').slice(0, 6).join('\n        ')}`);
  }
}

async function firstVisit() {
  const { page, context, errors } = await openConsole(browser, { base, path: '/', width: 1440 });
  await page.waitForSelector('[data-modem-id][data-state="ready"]', { timeout: WAIT_MS });
  await page.waitForSelector('[data-connection="live"]');
  equal(await page.getAttribute('html', 'lang'), 'zh-CN', 'language of the page');
  equal(new URL(page.url()).pathname, '/modems', 'path of the first page');
  equal(await page.locator('h1').textContent(), '模块', 'heading');
  equal(errors.join('; '), '', 'errors on the console');
  if (options.shot) await page.screenshot({ path: options.shot, fullPage: true });
  await context.close();
}

async function languageSwitch() {
  const { page, context } = await openConsole(browser, { base, path: '/modems', width: 1440 });
  await page.click('[data-language-switch="en"]');
  await page.waitForSelector('html[lang="en"]');
  await page.getByRole('heading', { name: 'Modems', level: 1 }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Modems', level: 1 }).waitFor();
  await page.click('[data-language-switch="zh-CN"]');
  await page.waitForSelector('html[lang="zh-CN"]');
  await context.close();
}

async function pushAccepted() {
  const { page, context, errors } = await openConsole(browser, { base, path: '/activity?kind=hub.push', width: 1440 });
  await page.waitForSelector('[data-activity-id][data-code="push.accepted"]', { timeout: WAIT_MS });
  await page.goto(new URL('/activity?kind=message.received', base).href);
  const row = page.locator('[data-activity-id][data-kind="message.received"]').first();
  await row.waitFor({ timeout: WAIT_MS });
  equal((await row.textContent()).includes('内容已隐藏'), true, 'the row says that the text is hidden');
  equal(errors.join('; '), '', 'errors on the console');
  await context.close();
}

/** While the link is live no timer fetches anything: a fetch after an event can only come from that event. */
async function liveWithoutPolling() {
  let sawEvent = () => {};
  const event = new Promise((resolve) => (sawEvent = resolve));
  const prepare = (page) =>
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        const { topic } = JSON.parse(String(payload));
        if (topic !== 'hello' && topic !== 'resync') sawEvent(topic);
      }),
    );
  const { page, context } = await openConsole(browser, { base, path: '/modems', width: 1440, prepare });
  await page.waitForSelector('[data-connection="live"]');
  await within(event, WAIT_MS, 'no event came over the socket');
  await page.waitForRequest((request) => request.url().includes('/api/'), { timeout: WAIT_MS });
  equal(await page.getAttribute('[data-connection]', 'data-connection'), 'live', 'connection');
  await context.close();
}

async function pollingWithoutSocket() {
  const prepare = async (page) => {
    await page.clock.install();
    await page.routeWebSocket(/\/ws(\?|$)/, (socket) => socket.close());
  };
  const { page, context } = await openConsole(browser, { base, path: '/modems', width: 1440, prepare });
  await page.waitForSelector('[data-modem-id]', { timeout: WAIT_MS });
  await page.waitForSelector('[data-connection="polling"]');
  const polled = page.waitForRequest((request) => request.url().endsWith('/api/modems'), { timeout: 10_000 });
  await page.clock.fastForward(POLL_EVERY_MS + 1_000);
  await polled;
  await context.close();
}

async function fitsPhone() {
  for (const path of ['/modems', '/activity']) {
    for (const language of ['zh-CN', 'en']) {
      const { page, context } = await openConsole(browser, { base, path, width: 360, height: 740, language });
      await page.waitForSelector('[data-modem-id], [data-activity-id]', { timeout: WAIT_MS });
      equal(await overflowOf(page), 0, `overflow of ${path} in ${language}`);
      await context.close();
    }
  }
}

function equal(found, expected, what) {
  if (found !== expected) throw new Error(`${what}: expected ${expected}, found ${found}`);
}

function within(promise, waitMs, message) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), waitMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
