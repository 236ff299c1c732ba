const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
/** Quicker steps are told without a time. */
const TOLD_MS_MIN = 1_000;

/**
 * One line a step: a turning mark while it runs on a terminal, then ✓ or ✗ and the seconds it took. Where the output
 * is a file or a pipe, long steps are announced, since nothing can turn there.
 */
export function createProgress(stream = process.stdout, now = () => performance.now()) {
  const isTerminal = stream.isTTY === true;

  return async function step(title, work) {
    const begunMs = now();
    let frame = 0;
    const draw = () => stream.write(`\r${FRAMES[frame++ % FRAMES.length]} ${title} …`);
    const timer = isTerminal ? setInterval(draw, FRAME_MS) : null;
    if (isTerminal) draw();
    else stream.write(`· ${title} …\n`);
    const finish = (mark) => {
      if (timer !== null) clearInterval(timer);
      const elapsedMs = now() - begunMs;
      const time = elapsedMs < TOLD_MS_MIN ? '' : ` (${(elapsedMs / 1_000).toFixed(1)} s)`;
      stream.write(`${isTerminal ? '\r\x1b[2K' : ''}${mark} ${title}${time}\n`);
    };
    try {
      const result = await work();
      finish('✓');
      return result;
    } catch (error) {
      finish('✗');
      throw error;
    }
  };
}
