/** The two applications as a city runs them; they read the rest of their settings from the environment. */
export function edgeCommand(program, load) {
  program
    .command('edge')
    .description('the camera box: watches its cameras and sends records to the hub')
    .option('--config <file>', 'the box and its cameras, YAML or JSON (or KERBLINE_EDGE_CONFIG)')
    .option('--port <number>', 'local HTTP port for health, metrics and snapshots (or KERBLINE_EDGE_HTTP_PORT; 8081)')
    .action(async ({ config, port }) => {
      if (config !== undefined) process.env.KERBLINE_EDGE_CONFIG = config;
      if (port !== undefined) process.env.KERBLINE_EDGE_HTTP_PORT = port;
      forgetArguments();
      await load('edge-node');
    });
}

export function hubCommand(program, load) {
  program
    .command('hub')
    .description('the centre: takes records in, counts them and serves the pages and the API')
    .option('--port <number>', 'HTTP port (or KERBLINE_HTTP_PORT; 8080)')
    .addHelpText('after', '\nWithout DATABASE_URL and NATS_URL it starts a local PostgreSQL and a local NATS server.')
    .action(async ({ port }) => {
      if (port !== undefined) process.env.KERBLINE_HTTP_PORT = port;
      forgetArguments();
      await load('hub');
    });
}

/** The applications read arguments of their own when they are started without this command. */
function forgetArguments() {
  process.argv.splice(2);
}
