import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A city's authority, which gives a certificate to each server of it. */
export class Authority {
  private constructor(private readonly folder: string) {}

  static async found(folder: string): Promise<Authority> {
    await mkdir(folder, { recursive: true });
    const files = ['-keyout', join(folder, 'ca.key'), '-out', join(folder, 'ca.pem')];
    await run('openssl', ['req', '-x509', ...KEY, ...files, '-days', '1', '-subj', '/CN=city']);
    return new Authority(folder);
  }

  /** Writes ca.pem, server.pem and server.key for a server or a client of this name. */
  async certify(name: string, folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const path = (file: string) => join(folder, file);
    await run('openssl', ['req', ...KEY, '-keyout', path('server.key'), '-out', path('csr'), '-subj', `/CN=${name}`]);
    await writeFile(path('ext'), `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth,clientAuth\n`);
    const [ca, key] = [join(this.folder, 'ca.pem'), join(this.folder, 'ca.key')];
    const signing = ['-CA', ca, '-CAkey', key, '-CAcreateserial', '-extfile', path('ext'), '-days', '1'];
    await run('openssl', ['x509', '-req', '-in', path('csr'), '-out', path('server.pem'), ...signing]);
    await run('cp', [ca, path('ca.pem')]);
  }
}
