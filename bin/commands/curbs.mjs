/** What a city tells of its curbs: where its zones lie on Earth and which rules hold there. */
export function curbsCommand(program, load) {
  const curbs = program.command('curbs').description('what a city publishes of its curbs');
  curbs
    .command('import')
    .description('publishes a file of zones, policies, areas, spaces and objects, all of it or nothing')
    .requiredOption('--city <id>', 'the city it is about')
    .argument('<file>', 'JSON, as in infra/demo/street.curbs.json (docs/cds.md tells its fields)')
    .addHelpText('after', '\nDATABASE_URL names the database of the hub.')
    .action(async (file, { city }) => {
      const { runCurbsImport } = await load('hub', 'cds/import/main');
      await runCurbsImport({ city, file });
    });
}
