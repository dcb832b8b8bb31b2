// What the page's modules ask of a browser when they are loaded: English, light, nothing stored.
const listeners = { addEventListener() {}, removeEventListener() {} };
Object.assign(globalThis, {
	...listeners,
	matchMedia: () => ({ matches: false, ...listeners }),
	localStorage: { getItem: () => null, setItem() {} },
	sessionStorage: { getItem: () => null, setItem() {} },
	document: { documentElement: { dataset: {}, lang: '' } },
	location: { hash: '', hostname: 'localhost' },
	devicePixelRatio: 1,
});
Object.defineProperty(globalThis, 'navigator', { value: { language: 'en-GB' }, configurable: true });
