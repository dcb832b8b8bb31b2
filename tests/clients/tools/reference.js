// Writes docs/reference from the metadata of a running node, or checks that it is what the node says.
//
//   node tools/reference.js http://127.0.0.1:9944 ../../docs/reference            writes
//   node tools/reference.js http://127.0.0.1:9944 ../../docs/reference --check    exits 1 where it differs
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeMetadata, metadataBytes } from '../lib/papi.js';
import { pages } from './reference/pages.js';

const [node, folder, option] = process.argv.slice(2);
if (!node || !folder || (option && option !== '--check')) {
	console.error('usage: node tools/reference.js NODE FOLDER [--check]');
	process.exit(2);
}

async function request(method, params) {
	const answer = await fetch(node, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
	}).catch((error) => {
		console.error(`no node answers at ${node}: ${error.cause?.message ?? error.message}`);
		process.exit(2);
	});
	return (await answer.json()).result;
}

const wanted = pages(decodeMetadata(await metadataBytes(request, 16)));

await mkdir(folder, { recursive: true });
const there = (await readdir(folder)).filter((name) => name.endsWith('.md'));

/** The first line in which two texts differ, counted from 1. */
function firstDifference(one, other) {
	const [ones, others] = [one.split('\n'), other.split('\n')];
	const index = ones.findIndex((line, at) => line !== others[at]);
	return (index < 0 ? ones.length : index) + 1;
}

if (option) {
	const stale = there.filter((name) => !wanted.has(name)).map((name) => `${name}: no such page any more`);
	for (const [name, text] of wanted) {
		if (!there.includes(name)) stale.push(`${name}: missing`);
		else {
			const found = await readFile(join(folder, name), 'utf8');
			if (found !== text) stale.push(`${name}: differs from line ${firstDifference(text, found)} on`);
		}
	}
	for (const line of stale) console.error(line);
	if (stale.length) console.error('the reference is not what the node says: write it again with scripts/reference');
	process.exitCode = stale.length ? 1 : 0;
} else {
	await Promise.all(there.filter((name) => !wanted.has(name)).map((name) => rm(join(folder, name))));
	for (const [name, text] of wanted) await writeFile(join(folder, name), text);
	console.log(`${wanted.size} pages in ${folder}`);
}
