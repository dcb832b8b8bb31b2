// Types of the metadata in readable form, with links to the page that describes them.

const OURS = /^(commonwatt_primitives|pallet_(device_registry|metering|allotments|rebalancing|surplus_sale|consortium))$/;
/** What the pallets' own pages show already. */
const PAGES = /^(Call|Event|Error)$/;

/** A heading's address on a page, as forges make it. */
export const anchor = (heading) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replace(/ /g, '-');

export class Types {
	#byId;
	#names = new Map();

	constructor(lookup) {
		this.#byId = new Map(lookup.map((type) => [type.id, type]));
		const described = lookup.filter(({ path }) => OURS.test(path[0]) && !PAGES.test(path.at(-1)));
		for (const { id, path } of described) {
			const namesakes = described.filter((other) => other.path.at(-1) === path.at(-1));
			const distinct = new Set(namesakes.map((other) => other.path[0])).size > 1;
			const room = path[0].replace(/^(pallet|commonwatt)_/, '').replaceAll('_', '-');
			this.#names.set(id, distinct ? `${path.at(-1)} of ${room}` : path.at(-1));
		}
	}

	get(id) {
		return this.#byId.get(id);
	}

	/** The types that have a section on the types page: [heading, type], each heading once. */
	described() {
		const sections = new Map();
		for (const [id, name] of this.#names) if (!sections.has(name)) sections.set(name, this.get(id));
		return [...sections].sort(([one], [other]) => (one < other ? -1 : 1));
	}

	/** A type as one writes it: `Option<Energy>`, `Vec<(u32, Energy)>`. */
	text(id) {
		const { path, params, def } = this.get(id);
		const name = this.#names.get(id) ?? path.at(-1);
		switch (def.tag) {
			case 'primitive':
				return def.value.tag;
			case 'compact':
				return `Compact<${this.text(def.value)}>`;
			case 'sequence':
				return this.get(def.value).def.value.tag === 'u8' ? 'Bytes' : `Vec<${this.text(def.value)}>`;
			case 'array':
				return `[${this.text(def.value.type)}; ${def.value.len}]`;
			case 'tuple':
				return `(${def.value.map((part) => this.text(part)).join(', ')})`;
			case 'bitSequence':
				return 'BitVec';
		}
		// A bounded list is a list: its bound is said where it is used.
		if (/^(BoundedVec|WeakBoundedVec)$/.test(name)) return this.text(def.value[0].type);
		const known = params.filter(({ type }) => type !== undefined && type !== null);
		if (!known.length || this.#names.has(id)) return name;
		return `${name}<${known.map(({ type }) => this.text(type)).join(', ')}>`;
	}

	/** The same as a cell of a table: linked, and under the name that the code has for it. */
	cell(id, typeName, page = 'types.md') {
		const text = this.text(id);
		const linked = this.#link(id, text, page);
		// `ProviderId` says more than the `u32` that it is.
		const alias = /^[A-Z]\w+$/.test(typeName ?? '') && !text.includes(typeName) ? `\`${typeName}\`: ` : '';
		return alias + linked;
	}

	#link(id, text, page) {
		const inner = this.#inner(id);
		return inner === undefined ? `\`${text}\`` : `[\`${text}\`](${page}#${anchor(this.#names.get(inner))})`;
	}

	/** The described type that a type is, or has within: of `Option<Vec<Statement>>` it is `Statement`. */
	#inner(id) {
		if (this.#names.has(id)) return id;
		const { params, def } = this.get(id);
		if (['sequence', 'compact'].includes(def.tag)) return this.#inner(def.value);
		if (def.tag === 'array') return this.#inner(def.value.type);
		if (def.tag === 'tuple') return def.value.map((part) => this.#inner(part)).find((found) => found !== undefined);
		return params.filter(({ type }) => type !== undefined && type !== null)
			.map(({ type }) => this.#inner(type)).find((found) => found !== undefined);
	}

	/** A constant's value: numbers, and records of numbers; hexadecimal where it is neither. */
	value(id, hex) {
		const bytes = Buffer.from(hex.slice(2), 'hex');
		const { text, rest } = this.#decode(id, bytes) ?? {};
		return text !== undefined && rest.length === 0 ? text : hex;
	}

	#decode(id, bytes) {
		const { def } = this.get(id);
		if (def.tag === 'primitive') {
			const [, signed, bits] = /^([iu])(\d+)$/.exec(def.value.tag) ?? [];
			if (!bits || signed === 'i') return undefined;
			const width = Number(bits) / 8;
			const digits = Buffer.from(bytes.subarray(0, width)).reverse().toString('hex');
			return { text: BigInt(`0x${digits}`).toLocaleString('en'), rest: bytes.subarray(width) };
		}
		if (def.tag !== 'composite') return undefined;
		const parts = [];
		for (const { name, type } of def.value) {
			const part = this.#decode(type, bytes);
			if (!part) return undefined;
			parts.push(name ? `${name}: ${part.text}` : part.text);
			bytes = part.rest;
		}
		return { text: parts.join(', '), rest: bytes };
	}
}
