// The pages of the reference, by name, from the metadata.
import { anchor, Types } from './types.js';

const POINTED = 'Made from the metadata of the runtime by `scripts/reference`: do not edit.';
const OURS = ['DeviceRegistry', 'Metering', 'Allotments', 'Rebalancing', 'SurplusSale', 'Consortium'];
const ABOUT = {
	DeviceRegistry: 'Who: providers, networks, devices, head-ends.',
	Metering: 'What was used: registers and marks.',
	Allotments: 'How much: the kWh ledger of networks and months.',
	Rebalancing: 'Who helps whom: between devices, between networks.',
	SurplusSale: 'What is left: the auction of kWh for money.',
	Consortium: 'The council of the consortium is root.',
};
const UNITS = `| what | is |
|---|---|
| \`Energy\` | Wh; clients show kWh with three decimals (\`energy\` of the chain's properties) |
| \`Price\` | smallest units of the settlement asset for a kWh; with six decimals, 300,000 is 0.30 |
| \`Money\` | smallest units of the settlement asset |
| \`Balance\` | smallest units of the fee token CWT, twelve decimals |
| \`Seconds\` | Unix time, UTC |
| \`MonthId\` | months since the year 0: year × 12 + month − 1, so October 2019 is 24,237 |
| \`DeviceId\` | its place: page × the slots of a page + slot |
`;

const kebab = (name) => name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
const file = (pallet) => `${kebab(pallet)}.md`;

/** Documentation as Markdown that fits under any heading. */
const prose = (docs) => docs
	.map((line) => line.replace(/^ /, ''))
	.map((line) => line.replace(/^#+ (.*)$/, '**$1**'))
	// Links of rustdoc lead nowhere here.
	.map((line) => line.replace(/\[(`[^`]+`)\](\([^)]*\)|\[[^\]]*\])?/g, '$1'))
	.map((line) => line.replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1'))
	.map((line) => line.replace(/`(?:Error|Event|Config|Pallet|Self)::(\w+)`/g, '`$1`'))
	.join('\n')
	.replace(/^(\*\*[^*\n]+\*\*)\n(?=[^\n])/gm, '$1\n\n')
	.trim();

/** The same in one line, for the cell of a table. */
const line = (docs) => prose(docs).replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');

/** Its first sentence or paragraph. */
const gist = (docs) => {
	const [paragraph] = prose(docs).split('\n\n');
	return paragraph.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|').replace(/^(.*?\.)\s.*$/, '$1');
};

const table = (head, rows) => [
	`| ${head.join(' | ')} |`,
	`|${head.map(() => '---').join('|')}|`,
	...rows.map((row) => `| ${row.join(' | ')} |`),
].join('\n');

const join = (parts) => `${parts.filter((part) => part !== '').join('\n\n')}\n`;

/** Calls or events: a heading each, its index, its words, its fields. */
function variants(types, what, list) {
	return list.flatMap(({ name, docs, fields, index }) => [
		`### ${name}`,
		`${what}.${index}`,
		prose(docs),
		fields.length === 0 ? '' : table(
			['field', 'type', ...(fields.some((field) => field.docs.length) ? ['is'] : [])],
			fields.map((field, at) => [
				`\`${field.name ?? at}\``,
				types.cell(field.type, field.typeName),
				...(fields.some((other) => other.docs.length) ? [line(field.docs)] : []),
			]),
		),
	]);
}

const variantsOf = (types, part) => (part ? types.get(part.type).def.value : []);

function storage(types, items) {
	return items.flatMap(({ name, docs, type, modifier }) => {
		const { tag, value } = type;
		const key = tag === 'map' ? types.cell(value.key) : '';
		const hashers = tag === 'map' ? value.hashers.map((hasher) => hasher.tag).join(', ') : '';
		return [
			`### ${name}`,
			prose(docs),
			table(['key', 'hashed by', 'value', 'where nothing is stored'], [[
				key || 'none', hashers || 'none', types.cell(tag === 'map' ? value.value : value),
				modifier === 0 ? 'none' : 'the default',
			]]),
		];
	});
}

function functions(types, list) {
	return list.flatMap(({ name, docs, inputs, output }) => [
		`### ${name}`,
		prose(docs),
		table(['takes', 'returns'], [[
			inputs.map((input) => `\`${input.name}\`: ${types.cell(input.type)}`).join('<br>') || 'nothing',
			types.cell(output),
		]]),
	]);
}

function palletPage(types, pallet) {
	const { name } = pallet;
	const part = (title, content) => (content.length ? [`## ${title}`, ...content] : []);
	const errors = variantsOf(types, pallet.errors);
	return join([
		`# ${name}`,
		`${POINTED} ${ABOUT[name]} [How it works](../../pallets/${kebab(name)}/README.md)`,
		...part('Calls', variants(types, `Call ${pallet.index}`, variantsOf(types, pallet.calls))),
		...part('Events', variants(types, `Event ${pallet.index}`, variantsOf(types, pallet.events))),
		...part('Errors', errors.length === 0 ? [] : [
			table(['#', 'error', 'means'], errors.map((error) => [error.index, `\`${error.name}\``, line(error.docs)])),
		]),
		...part('Storage', storage(types, pallet.storage?.items ?? [])),
		...part('Constants', pallet.constants.length === 0 ? [] : [
			table(['constant', 'type', 'value', 'is'], pallet.constants.map((constant) => [
				`\`${constant.name}\``, types.cell(constant.type),
				`\`${types.value(constant.type, constant.value)}\``, line(constant.docs),
			])),
		]),
		...part('View functions', functions(types, pallet.viewFns)),
	]);
}

function typesPage(types) {
	const sections = types.described().flatMap(([heading, { def, docs }]) => {
		const fields = def.value;
		const newtype = def.tag === 'composite' && fields.length === 1 && !fields[0].name;
		return [
			`### ${heading}`,
			prose(docs),
			newtype ? types.cell(fields[0].type, fields[0].typeName, '') : def.tag === 'composite'
				? table(['field', 'type'], fields.map((field) =>
					[`\`${field.name}\``, types.cell(field.type, field.typeName, '')]))
				: table(['#', 'one of', 'with'], fields.map((one) => [one.index, `\`${one.name}\``,
					one.fields.map((field) => types.cell(field.type, field.typeName, '')).join(', ')])),
		];
	});
	return join(['# Types', `${POINTED} What calls take and storage holds.`, '## Units', UNITS.trim(),
		'## Records and choices', ...sections]);
}

function apiPage(types, apis) {
	const [own] = apis.filter(({ name }) => name === 'CommonwattApi');
	const others = apis.filter((api) => api !== own);
	return join([
		'# Runtime APIs',
		`${POINTED} In polkadot.js apps they stand under *Developer → Runtime calls*; by RPC they are `
			+ '`state_call("CommonwattApi_statement", …)`.',
		`## ${own.name}`, prose(own.docs), ...functions(types, own.methods),
		'## The SDK\'s',
		...others.flatMap((api) => [`### ${api.name}`, table(['method', 'does'],
			api.methods.map((method) => [`\`${method.name}\``, gist(method.docs)]))]),
	]);
}

function sdkPage(types, pallets) {
	const rows = (list, of) => list.map((item) => [`\`${of(item)}\``, gist(item.docs)]);
	return join([
		'# The pallets of the SDK',
		`${POINTED} In brief; polkadot.js apps show the whole documentation of each call.`,
		...pallets.flatMap((pallet) => [
			`## ${pallet.name}`,
			...[
				['call', variantsOf(types, pallet.calls)], ['event', variantsOf(types, pallet.events)],
				['error', variantsOf(types, pallet.errors)], ['storage', pallet.storage?.items ?? []],
				['constant', pallet.constants], ['view function', pallet.viewFns],
			].map(([what, list]) => (list.length ? table([what, ''], rows(list, ({ name }) => name)) : '')),
		]),
	]);
}

function indexPage(types, metadata, own) {
	const counts = (pallet) => [
		variantsOf(types, pallet.calls), variantsOf(types, pallet.events), variantsOf(types, pallet.errors),
		pallet.storage?.items ?? [], pallet.constants,
	].map(({ length }) => length);
	const calls = own.flatMap((pallet) => variantsOf(types, pallet.calls).map(({ name, docs }) => [
		`[\`${pallet.name}.${name}\`](${file(pallet.name)}#${anchor(name)})`, gist(docs),
	]));
	return join([
		'# Reference',
		`${POINTED} A test compares it with the node.`,
		table(['pallet', 'what', 'calls', 'events', 'errors', 'storage', 'constants'], own.map((pallet) =>
			[`[${pallet.name}](${file(pallet.name)})`, ABOUT[pallet.name], ...counts(pallet)])),
		'And: [runtime APIs](runtime-apis.md), [types and units](types.md), [the pallets of the SDK](sdk.md).',
		'## What a transaction carries',
		`Format version ${metadata.extrinsic.version.join(' or ')}. Extensions, in this order: `
			+ `${Object.values(metadata.extrinsic.signedExtensions)[0].map(({ identifier }) => `\`${identifier}\``).join(', ')}.`,
		'## Every call',
		table(['call', ''], calls),
	]);
}

/** All pages: file name to text. */
export function pages(metadata) {
	const types = new Types(metadata.lookup);
	const own = OURS.map((name) => metadata.pallets.find((pallet) => pallet.name === name));
	return new Map([
		['README.md', indexPage(types, metadata, own)],
		...own.map((pallet) => [file(pallet.name), palletPage(types, pallet)]),
		['runtime-apis.md', apiPage(types, metadata.apis)],
		['types.md', typesPage(types)],
		['sdk.md', sdkPage(types, metadata.pallets.filter((pallet) => !own.includes(pallet)))],
	]);
}
