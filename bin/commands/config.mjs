/** What cameras run, decided from afar. */
export function configCommand(program, load) {
  const config = program.command('config').description('zones, calibration and thresholds of cameras, from the hub');
  const main = () => load('hub', 'fleet/main');
  config
    .command('get <device/camera>')
    .description('what a camera shall run, and what its box says it runs')
    .action(async (camera) => (await main()).getConfig(camera, console.log));
  config
    .command('put <device/camera>')
    .description('makes a new version; its box takes it, or says why not and goes on with the former')
    .requiredOption('--file <file>', 'JSON or YAML: name, zones, calibration, parameters, as in a *.camera.json')
    .option('--as <name>', 'who makes the change, instead of the user of this machine')
    .action(async (camera, options) => (await main()).putConfig(camera, options, console.log));
  config
    .command('history <device/camera>')
    .description('every version, with who made it and when')
    .action(async (camera) => (await main()).configHistory(camera, console.log));
}
