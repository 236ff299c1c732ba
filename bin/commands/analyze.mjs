import { requireVideo } from '../set-up/system-packages.mjs';

const SAMPLING = `
The recording is looked at as a box looks at its camera: at sampleFps of the camera file (5 a second), the first picture
of each 1/5 s, scaled to a long side of --size, but whole: a box, which has a small processor for a live street, lets its
network see only what changed (--sparing). Every time comes from the picture's own time stamp, also at a variable rate.
--tracks names each picture looked at by its number among all pictures of the recording, from 1: of a recording of 10
pictures a second these are 1, 3, 5 and so on. Boxes are in the recording's own pixels.

What could not be seen (damage, gaps, pictures of another shape) is blind time: told in the summary, and in blindMs of
the visits it fell into. Exit codes: 0 analysed, 1 the recording cannot be analysed, 2 arguments or camera file are
wrong, 130 stopped. Files are written whole or not at all.`;

/** A recording through the box's own pipeline: to back-fill, to score, to try zones. */
export function analyzeCommand(program, load) {
  program
    .command('analyze')
    .description('counts the visits in a recorded video, as a box would have')
    .requiredOption('--camera <file>', 'zones and calibration, a *.camera.json')
    .requiredOption('--video <file>', 'the recording')
    .requiredOption('--out <file>', 'where the visits go, one JSON object a line, in the order in which they began')
    .option(
      '--start <time>',
      'when the first picture was captured, ISO 8601 with its zone (else startTime of --camera)',
    )
    .option('--tracks <file>', 'where the tracks go, as MOTChallenge rows')
    .option('--engine <name>', 'auto, onnx, tfjs-node or wasm', 'auto')
    .option('--model <file>', "a city's own model, as in the box's configuration")
    .option('--size <px>', "the long side that pictures are looked at in, as the box's detector.longSidePx", '768')
    .option(
      '--sparing',
      'look only where pixels changed, as a box does: three to five times as fast, a little less sure',
    )
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', SAMPLING)
    .action(async (options) => {
      const { analyzeRecording } = await load('edge-node', 'analysis/main');
      requireVideo();
      await analyzeRecording(options);
    });
}
