/** Records that were given up: to see why, and to send them again once the reason is gone. */
export function deadLettersCommand(program, load) {
  const command = program.command('dead-letters').description('records that could not be used');
  const define = (what, description) =>
    command
      .command(what)
      .description(description)
      .option('--device <id>', 'only those of this box (unknown: those that named none)')
      .option('--subject <subject>', 'only those that had been published there, exactly')
      .option('--json', 'print one JSON object a line')
      .addHelpText('after', '\nThe broker is that of NATS_URL. Exit codes: 0 done, 1 it could not be, 2 arguments.')
      .action(async (options) => {
        const { runDeadLetters } = await load('hub', 'dead-letters/run-dead-letters');
        await runDeadLetters({ ...options, do: what, natsUrl: process.env.NATS_URL || undefined });
      });
  define('list', 'tells when each was given up, its box and camera, its length and why');
  define('replay', 'puts each back where it had been published, and removes it here');
}
