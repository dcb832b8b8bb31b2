// Theme and language: the browser's, or what was chosen here. `public/boot.js` applies them before the
// first paint.
import { effect, signal } from '@preact/signals';

export type Language = 'en' | 'de';
export type Theme = 'system' | 'light' | 'dark';

interface Settings {
	language?: Language;
	theme?: Theme;
}

const KEY = 'commonwatt.settings';

function stored(): Settings {
	try {
		return (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Settings;
	} catch {
		return {};
	}
}

const chosen = stored();
export const language = signal<Language>(chosen.language ?? (/^de\b/i.test(navigator.language) ? 'de' : 'en'));
export const theme = signal<Theme>(chosen.theme ?? 'system');

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(prefersDark.matches);
prefersDark.addEventListener('change', (event) => (systemDark.value = event.matches));

/** Whether the page is dark now. */
export const dark = signal(false);

effect(() => {
	dark.value = theme.value === 'dark' || (theme.value === 'system' && systemDark.value);
	document.documentElement.dataset.theme = dark.value ? 'dark' : 'light';
	document.documentElement.lang = language.value;
	try {
		localStorage.setItem(KEY, JSON.stringify({ language: language.value, theme: theme.value }));
	} catch {
		// Storage is blocked: the choice holds until the page is closed.
	}
});
