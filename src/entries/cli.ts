import { main } from './cli/main';
import { processTerminal } from './cli/terminal';

const stop = new AbortController();

// Once: a second Ctrl+C ends the process the hard way.
process.once('SIGINT', () => {
  stop.abort();
});
process.once('SIGTERM', () => {
  stop.abort();
});

process.exitCode = await main(process.argv.slice(2), {
  terminal: processTerminal(process),
  clock: () => new Date(),
  random: (bytes) => crypto.getRandomValues(bytes),
  signal: stop.signal,
});

// Keys that are still being generated would keep the process alive.
if (stop.signal.aborted) process.exit();
