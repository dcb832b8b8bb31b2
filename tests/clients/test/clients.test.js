// One file, so that the suites run one after the other on the one chain.
import { after } from 'node:test';
import { api } from '../lib/chain.js';
import '../suites/metadata.js';
import '../suites/apps.js';
import '../suites/replay.js';
import '../suites/runtime-apis.js';
import '../suites/calls.js';
import '../suites/errors.js';
import '../suites/papi.js';

after(() => api.disconnect());
