// Before the first paint: the theme and language that were chosen, or the browser's.
(function () {
	var settings = {};
	try {
		settings = JSON.parse(localStorage.getItem('commonwatt.settings')) || {};
	} catch (error) {
		// Storage is blocked or broken: the browser's own settings hold.
	}
	var root = document.documentElement;
	var dark = settings.theme === 'dark' || (settings.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
	root.dataset.theme = dark ? 'dark' : 'light';
	root.lang = settings.language || (/^de\b/i.test(navigator.language) ? 'de' : 'en');
})();
