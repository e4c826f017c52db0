import { timeKeystore } from './job.mjs';

Object.assign(globalThis, { timeKeystore });
