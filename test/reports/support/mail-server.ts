import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

/** A small SMTP server: takes every mail, refuses every receiver, or leaves whoever writes without an answer. */
export class MailServer {
  readonly mails: string[] = [];
  refuses = false;
  /** Whether the next who names a receiver is held: told nothing, until `hangUp`. */
  holdsNext = false;
  readonly #held: Socket[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(): Promise<MailServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the mail server has no port');
    const mailServer = new MailServer(server, address.port);
    server.on('connection', (socket) => mailServer.#serve(socket));
    return mailServer;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  get held(): number {
    return this.#held.length;
  }

  hangUp(): void {
    for (const socket of this.#held.splice(0)) socket.destroy();
  }

  #serve(socket: Socket): void {
    let text = '';
    let isData = false;
    const answer = (line: string) => socket.write(`${line}\r\n`);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        const end = isData ? '\r\n.\r\n' : '\r\n';
        const at = text.indexOf(end);
        if (at < 0) return;
        const line = text.slice(0, at);
        text = text.slice(at + end.length);
        if (isData) {
          this.mails.push(line);
          isData = false;
          answer('250 kept');
        } else if (/^(EHLO|HELO)/i.test(line)) answer('250 mail.test');
        else if (/^RCPT/i.test(line) && this.holdsNext) {
          this.holdsNext = false;
          this.#held.push(socket);
        } else if (/^RCPT/i.test(line)) answer(this.refuses ? '451 not now' : '250 ok');
        else if (/^DATA/i.test(line)) {
          isData = true;
          answer('354 go on');
        } else if (/^QUIT/i.test(line)) {
          answer('221 bye');
          socket.end();
        } else answer('250 ok');
      }
    });
    answer('220 mail.test');
  }
}
