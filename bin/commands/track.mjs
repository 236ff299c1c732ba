/** Recorded detections in, tracks out: the box's own tracker on a file. */
export function trackCommand(program, load) {
  program
    .command('track')
    .description('follows the vehicles of recorded detections and writes their tracks')
    .requiredOption('--detections <file>', 'MOTChallenge text: frame,-1,x,y,width,height,score,class')
    .requiredOption('--fps <number>', 'frames a second of the recording')
    .requiredOption('--out <file>', 'where the tracks go, MOTChallenge text: frame,id,x,y,width,height,score,class,-1')
    .addHelpText(
      'after',
      [
        '',
        'Score and class may be missing; classes are 2 car, 5 bus, 7 truck, -1 unknown. Scores within 0..1 are taken',
        "as they are (tracks begin at 0.35); others are divided by the file's 90th percentile, and cut off at 0 and 1.",
        'Frames may come in any order; a frame without lines is one in which nothing was seen.',
      ].join('\n'),
    )
    .action(async ({ detections, fps, out }) => {
      const { runTrack } = await load('edge-node', 'recorded/run-track');
      await runTrack({ detections, fps, out });
    });
}
