import { useEffect, useState } from 'preact/hooks';

/** The width below which rows stand on two lines: that of `styles/pages.css`. */
const narrow = '(max-width: 48rem)';

/** Whether the window is as narrow as a phone's. */
export function useNarrow() {
	const [is, setIs] = useState(() => matchMedia(narrow).matches);
	useEffect(() => {
		const query = matchMedia(narrow);
		const change = () => setIs(query.matches);
		query.addEventListener('change', change);
		return () => query.removeEventListener('change', change);
	}, []);
	return is;
}
