// `npm test`: the set-up, the checks of `npm run check`, and every spec. With arguments, only the specs they name.
var wanted = [20, 19];
var have = process.versions.node.split('.').map(Number);

if (have[0] < wanted[0] || (have[0] === wanted[0] && have[1] < wanted[1])) {
  console.error('Kerbline needs Node ' + wanted.join('.') + ' or later and this is ' + process.versions.node + '.');
  process.exit(1);
}

import('./set-up/test.mjs')
  .then(function (test) {
    return test.runTests(process.argv.slice(2));
  })
  .catch(function (error) {
    console.error(error && error.isForPeople ? error.message : error);
    process.exit(1);
  });
