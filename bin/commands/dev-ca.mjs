import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Long enough to try things out; a city's own certificates come from its own authority. */
const DAYS = 90;

/** An authority and a server certificate by openssl, for trying TLS out. */
export function devCaCommand(program) {
  program
    .command('dev-ca')
    .description('makes a certificate authority and a server certificate for development (openssl)')
    .requiredOption('--out <folder>', 'where ca.pem, server.pem and server.key go')
    .option('--host <name...>', 'names and addresses of the server', ['localhost', '127.0.0.1'])
    .action(async ({ out, host }) => {
      await makeDevelopmentCertificates(out, host);
      console.log(
        `${out}: ca.pem (for boxes and hubs), server.pem and server.key (for the server), good for ${DAYS} days`,
      );
    });
}

/** The authority's own key is not kept: nothing more can be signed by it, so losing the folder loses one server. */
export async function makeDevelopmentCertificates(folder, hosts) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (name) => join(folder, name);
  const openssl = async (...args) => {
    try {
      await run('openssl', args);
    } catch (error) {
      const why = error.code === 'ENOENT' ? 'openssl is not installed' : String(error.stderr ?? error).trim();
      throw Object.assign(new Error(`the certificates could not be made: ${why}`), { isForPeople: true });
    }
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.pem'),
    '-days',
    String(DAYS),
    '-subj',
    '/CN=Kerbline development authority',
  );
  await openssl('req', ...key, '-keyout', path('server.key'), '-out', path('server.csr'), '-subj', `/CN=${hosts[0]}`);
  const names = hosts.map((host) => (/^[\d.]+$|:/.test(host) ? `IP:${host}` : `DNS:${host}`)).join(',');
  // A broker of a cluster, and one at a site, shows the same certificate where it is the one that dials.
  await writeFile(path('server.ext'), `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`);
  const signing = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-extfile', path('server.ext')];
  await openssl(
    'x509',
    '-req',
    '-in',
    path('server.csr'),
    ...signing,
    '-out',
    path('server.pem'),
    '-days',
    String(DAYS),
  );
  await chmod(path('server.key'), 0o600);
  await Promise.all(['ca.key', 'ca.srl', 'server.csr', 'server.ext'].map((name) => rm(path(name), { force: true })));
}
