// `npm start`. Old versions of Node must get as far as the sentence below, so this file uses nothing new.
var wanted = [20, 19];
var have = process.versions.node.split('.').map(Number);

if (have[0] < wanted[0] || (have[0] === wanted[0] && have[1] < wanted[1])) {
  console.error(
    'Kerbline needs Node ' +
      wanted.join('.') +
      ' or later and this is ' +
      process.versions.node +
      ': ' +
      'Debian and Ubuntu from https://deb.nodesource.com (node_20.x), Fedora `sudo dnf install nodejs20`, ' +
      'macOS `brew install node@20`, or run everything with `docker compose -f infra/compose.yaml up`.',
  );
  process.exit(1);
}

import('./set-up/start.mjs')
  .then(function (start) {
    return start.startDemo(process.argv.slice(2));
  })
  .catch(function (error) {
    console.error(error && error.isForPeople ? error.message : error);
    process.exit(1);
  });
