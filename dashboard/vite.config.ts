import { defineConfig } from 'vitest/config';

// `npm run dev` talks to a gateway that runs beside it: `commonwatt-gateway serve`.
const service = process.env.COMMONWATT_SERVICE ?? 'http://127.0.0.1:9980';

export default defineConfig({
	// Relative addresses: the page works under any path.
	base: './',
	esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
	build: {
		target: 'es2022',
		// A file of its own for each font and map, so that the content security policy needs no `data:`.
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		// The chain's library is fetched only when somebody signs.
		chunkSizeWarningLimit: 1300,
	},
	server: { proxy: { '/api': service } },
	test: { include: ['tests/unit/**/*.test.ts'], setupFiles: ['tests/unit/browser.ts'] },
});
