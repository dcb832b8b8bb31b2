// A fleet that no chain of a test has: networks all over Europe, in the shape of the index's answer.

const CONDITIONS = ['on_pace', 'on_pace', 'on_pace', 'ahead', 'exhausted', 'idle'];

/** Answers the list of networks with `count` made-up ones. */
export const manyNetworks = (count) => async (page) => {
	const items = Array.from({ length: count }, (_, id) => {
		// Spread like seeds on a sunflower: no two in one place.
		const [angle, reach] = [id * 2.399963, Math.sqrt(id / count)];
		return {
			id, label: `Site ${id}`, provider: 0, state: 'active', owner: '', lat: 50 + 8 * reach * Math.sin(angle),
			lon: 10 + 14 * reach * Math.cos(angle), devices: 1 + (id % 5), month: '2019-10', allotment_wh: 400_000, granted_wh: 400_000,
			available_wh: (id * 37) % 400_000, used_wh: 400_000 - ((id * 37) % 400_000), pace_percent: 60 + (id % 80),
			condition: CONDITIONS[id % CONDITIONS.length], block: 2_900,
		};
	});
	await page.route(/\/api\/v1\/networks(\?|$)/, (route) => route.fulfill({ json: { items, next: null } }));
};
