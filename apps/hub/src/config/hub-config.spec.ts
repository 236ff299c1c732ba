import { describe, expect, it } from 'vitest';
import { HubConfigError, readHubConfig } from './hub-config.js';

function problemsOf(env: Record<string, string>): string {
  try {
    readHubConfig(env);
  } catch (error) {
    if (error instanceof HubConfigError) return error.message;
    throw error;
  }
  return 'none';
}

describe('the hub configuration', () => {
  it('has a safe default for everything', () => {
    expect(readHubConfig({})).toMatchObject({
      http: { host: '127.0.0.1', port: 8080 },
      databaseUrl: null,
      databaseReadUrl: null,
      natsUrl: null,
      apiKeys: [],
      city: { id: 'demo', name: 'demo' },
      timeZone: 'UTC',
      reportHour: 2,
      reportMail: null,
      pageAccess: 'key',
      logLevel: 'info',
    });
  });

  it('takes an empty variable for none', () => {
    expect(readHubConfig({ DATABASE_URL: '', KERBLINE_HTTP_PORT: '' }).http.port).toBe(8080);
  });

  it('names every wrong variable in one message', () => {
    const problems = problemsOf({
      KERBLINE_HTTP_PORT: '65536',
      KERBLINE_CITY: 'Spring Field',
      KERBLINE_TIME_ZONE: 'Europe/Nowhere',
      KERBLINE_PAGE_ACCESS: 'everyone',
      KERBLINE_LOG_LEVEL: 'loud',
    });
    for (const name of [
      'KERBLINE_HTTP_PORT',
      'KERBLINE_CITY',
      'KERBLINE_TIME_ZONE',
      'KERBLINE_PAGE_ACCESS',
      'KERBLINE_LOG_LEVEL',
    ]) {
      expect(problems).toContain(`${name}: `);
    }
    expect(problems).toContain('KERBLINE_HTTP_PORT: expected a whole number from 0 to 65535');
  });

  it('reads its log level from the same variable as a box', () => {
    expect(readHubConfig({ KERBLINE_LOG_LEVEL: 'debug' }).logLevel).toBe('debug');
  });

  it("hears the log level's older name where the newer one is not set, and not where it is", () => {
    expect(readHubConfig({ LOG_LEVEL: 'debug' }).logLevel).toBe('debug');
    expect(readHubConfig({ KERBLINE_LOG_LEVEL: 'warn', LOG_LEVEL: 'loud' }).logLevel).toBe('warn');
    expect(problemsOf({ LOG_LEVEL: 'loud' })).toContain('LOG_LEVEL: ');
  });

  it('mails reports only when it knows the server, the sender and the receivers', () => {
    const mail = {
      KERBLINE_SMTP_URL: 'smtp://mail.example.org',
      KERBLINE_REPORT_MAIL_FROM: 'curb@example.org',
      KERBLINE_REPORT_MAIL_TO: 'mayor@example.org, clerk@example.org',
    };
    expect(readHubConfig(mail).reportMail?.to).toEqual(['mayor@example.org', 'clerk@example.org']);
    expect(problemsOf({ ...mail, KERBLINE_REPORT_MAIL_FROM: '' })).toContain('expected all or none');
    expect(problemsOf({ ...mail, KERBLINE_REPORT_MAIL_TO: 'the mayor' })).toContain('KERBLINE_REPORT_MAIL_TO: ');
  });

  it('believes no proxy unless it is told which, and refuses to believe everybody', () => {
    expect(readHubConfig({}).trustedProxies).toEqual([]);
    const given = '10.0.0.7, 192.168.4.0/24,fd00::/8';
    expect(readHubConfig({ KERBLINE_TRUSTED_PROXIES: given }).trustedProxies).toHaveLength(3);
    for (const wrong of ['proxy.example.org', '10.0.0.0/33', '0.0.0.0/0', '::/0', '10.0.0.0/8/8', 'true']) {
      expect([wrong, problemsOf({ KERBLINE_TRUSTED_PROXIES: wrong })]).toEqual([
        wrong,
        expect.stringContaining('KERBLINE_TRUSTED_PROXIES: expected addresses or networks'),
      ]);
    }
  });

  it('never repeats a secret', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://hub:hidden-1@db/kerbline',
      NATS_URL: 'http://hub:hidden-2@broker',
      KERBLINE_API_KEYS: 'long-enough-for-a-key,hidden-3',
    });
    expect(problems).not.toContain('hidden');
    expect(problems).toContain('DATABASE_URL: expected an address such as postgres://');
    expect(problems).toContain('NATS_URL: expected an address such as nats://');
    expect(problems).toContain('KERBLINE_API_KEYS: key 2 has 8 characters, expected at least 16');
  });

  it('takes a box behind one leaf, and refuses one behind two by its name', () => {
    const leaves = (text: string) => readHubConfig({ KERBLINE_NATS_LEAVES: text }).broker.leaves;
    expect(leaves('a.leaf=pole-1+pole-2,b.leaf=pole-3')).toHaveLength(2);
    expect(() => leaves('a.leaf=pole-1+pole-2,b.leaf=pole-2')).toThrow(/"pole-2" is behind two leaves/);
  });
});
