import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const TARGET = ['es2020', 'chrome87', 'safari14'];
const BACKEND = process.env['SIMYARD_URL'] ?? 'http://127.0.0.1:8080';
/** The server answers only to its own address in `Host` and its own pages in `Origin`. */
const TO_BACKEND = { target: BACKEND, changeOrigin: true, headers: { origin: new URL(BACKEND).origin } };
const PROXY = { '/api': TO_BACKEND, '/ws': { ...TO_BACKEND, ws: true } };
const BOOT_SOURCE = 'src/app/boot.js';

/**
 * Puts the script that sets theme and language before the first paint into a hashed file of its own:
 * the content security policy forbids inline scripts, and a module would run too late.
 */
function bootScript(): Plugin {
  let serving = false;
  return {
    name: 'simyard-boot-script',
    configResolved(config) {
      serving = config.command === 'serve';
    },
    buildStart() {
      if (serving) return;
      this.emitFile({ type: 'asset', name: 'boot.js', source: readFileSync(BOOT_SOURCE, 'utf8') });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, context) {
        const built = Object.values(context.bundle ?? {}).find((file) =>
          /^assets\/boot-[^/]+\.js$/.test(file.fileName),
        );
        const src = built ? `/${built.fileName}` : `/${BOOT_SOURCE}`;
        return [{ tag: 'script', attrs: { src }, injectTo: 'head-prepend' }];
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), bootScript()],
  build: {
    target: TARGET,
    cssTarget: TARGET,
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
  },
  server: {
    host: '127.0.0.1',
    proxy: PROXY,
  },
  preview: { host: '127.0.0.1', proxy: PROXY },
});
