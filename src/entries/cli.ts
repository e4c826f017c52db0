import { main } from './cli/main';
import { processTerminal } from './cli/terminal';

const stop = new AbortController();
let received: NodeJS.Signals | undefined;

// Once: a second Ctrl+C ends the process the hard way.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    received = signal;
    stop.abort();
  });

// Whoever reads may stop reading, as head does. What was asked for is done all the same, and nothing more is said.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

process.exitCode = await main(process.argv.slice(2), {
  terminal: processTerminal(process),
  clock: () => new Date(),
  random: (bytes) => crypto.getRandomValues(bytes),
  signal: stop.signal,
});

// Everything is cleaned up. The signal's own effect ends the process now; an exit would wait for keys still being generated.
if (received !== undefined) process.kill(process.pid, received);
