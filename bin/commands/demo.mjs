import { join, resolve } from 'node:path';
import { createProgress } from '../set-up/progress.mjs';
import { ROOT } from '../set-up/set-up.mjs';

export function demoCommand(program, load) {
  program
    .command('demo')
    .description('everything on this machine: a street camera, the box, the hub and its page')
    .option('--port <number>', 'port of the page and the API', '8080')
    .option('--camera <url>', 'your own camera, rtsp://host/path (with a password better as KERBLINE_CAMERA_URL)')
    .option('--no-town', 'without the simulated city and its six weeks of history')
    .option('--watch', 'for developers: start the hub and the box again whenever their compiled files change')
    .action(async ({ port, camera, watch, town }) => {
      const cameraUrl = camera ?? process.env.KERBLINE_CAMERA_URL ?? null;
      // It may hold a password, which only the box needs to know.
      delete process.env.KERBLINE_CAMERA_URL;
      const { runDemo } = await load('demo');
      await runDemo({
        port,
        cameraUrl,
        watch,
        town,
        home: demoHome(),
        watchNpm: process.env.npm_lifecycle_event !== undefined,
        step: createProgress(),
        say: (sentence) => console.log(sentence),
      });
    });
}

export function resetCommand(program, load) {
  program
    .command('reset')
    .description("clear the demo's state: its database, its streams and its keys")
    .action(async () => {
      const { resetDemo } = await load('demo');
      await resetDemo({ home: demoHome() });
      console.log("the demo's state is cleared");
    });
}

function demoHome() {
  const { KERBLINE_HOME } = process.env;
  // Empty is not the folder one happens to stand in: a reset clears it.
  return KERBLINE_HOME ? resolve(KERBLINE_HOME) : join(ROOT, '.kerbline');
}
