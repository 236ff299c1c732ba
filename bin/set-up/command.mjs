import { spawn } from 'node:child_process';
import { SetUpError } from './set-up-error.mjs';

/** More than any of these commands says when it fails. */
const OUTPUT_CHARACTERS_MAX = 1_000_000;
const FIRST_LINES_MAX = 10;
const LAST_LINES_MAX = 15;

/** Runs a command quietly; when it fails, the beginning and the end of what it said are the message. */
export async function runQuietly(command, args, { cwd, env = process.env, title }) {
  const { code, output } = await run(command, args, { cwd, env });
  if (code === 0) return;
  throw new SetUpError(
    `${shortened(output)}\n\n${title} failed: \`${[command, ...args].join(' ')}\` ended with ${code}.`,
  );
}

/** npm tells its reason first and its usage last; compilers and apt-get the other way round. */
export function shortened(output) {
  const lines = output.trimEnd().split('\n');
  if (lines.length <= FIRST_LINES_MAX + LAST_LINES_MAX) return lines.join('\n');
  return [...lines.slice(0, FIRST_LINES_MAX), '…', ...lines.slice(-LAST_LINES_MAX)].join('\n');
}

export async function succeeds(command, args, { env = process.env, cwd } = {}) {
  return (await run(command, args, { cwd, env })).code === 0;
}

function run(command, args, { cwd, env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      if (output.length < OUTPUT_CHARACTERS_MAX) output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => resolve({ code: error.code ?? 'an error', output: String(error.message) }));
    child.once('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}
