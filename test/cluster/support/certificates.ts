import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '#local-services';

const run = promisify(execFile);

/** What `kerbline dev-ca` makes for these names: ca.pem, server.pem and server.key in the folder. */
export async function makeCertificates(folder: string, ...names: readonly string[]): Promise<void> {
  await run(process.execPath, [join(packageRoot(), 'bin/kerbline'), 'dev-ca', '--out', folder, '--host', ...names]);
}
