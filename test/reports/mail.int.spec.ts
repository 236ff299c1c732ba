import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatabaseUnderTest } from '../hub/support/database-under-test.js';
import { MailServer } from './support/mail-server.js';
import { ReportHub } from './support/report-hub.js';
import { simulatedDay } from './support/simulated-city.js';
import { storeDay } from './support/stored-day.js';

const CITY = { id: 'demo', name: 'Demo', timeZone: 'UTC' };
const DAY = '2026-11-21';
const MINUTE_MS = 60_000;

describe('the mail with a report', () => {
  let server: DatabaseUnderTest;
  let mailServer: MailServer;
  let hub: ReportHub;

  beforeAll(async () => {
    server = await DatabaseUnderTest.start();
    mailServer = await MailServer.start();
    hub = await ReportHub.open(server.source, {
      KERBLINE_SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
      KERBLINE_REPORT_MAIL_FROM: 'curb@example.org',
      KERBLINE_REPORT_MAIL_TO: 'mayor@example.org,clerk@example.org',
    });
    await storeDay(server.source, simulatedDay({ zones: 4 }));
  });
  afterAll(async () => {
    await mailServer.stop();
    await server.stop();
  });
  beforeEach(async () => {
    mailServer.mails.length = 0;
    mailServer.refuses = false;
    await server.source.query('truncate turnover_reports, report_mails');
    await hub.ledger.settle(CITY, DAY);
  });

  const stateOf = async () => {
    const rows = await server.source.query<{ attempts: number; settled_at: Date | null; last_error: string | null }[]>(
      'select attempts, settled_at, last_error from report_mails',
    );
    return rows[0];
  };

  it('goes out once, with a short summary and the PDF', async () => {
    const nowMs = Date.now() + 1_000;
    await Promise.all([hub.mail.sendDue(nowMs), hub.mail.sendDue(nowMs)]);
    await hub.mail.sendDue(nowMs + 24 * 60 * MINUTE_MS);
    expect(mailServer.mails).toHaveLength(1);
    const [mail = ''] = mailServer.mails;
    expect(mail).toContain('To: mayor@example.org, clerk@example.org');
    expect(mail).toContain('Subject: Curb report: Demo, Saturday, 21 November 2026');
    expect(mail).toContain('used the curb and left again');
    expect(mail).toContain('curb-report-demo-2026-11-21.pdf');
  });

  it('waits and goes out later when the server refuses it', async () => {
    const nowMs = Date.now() + 1_000;
    mailServer.refuses = true;
    await hub.mail.sendDue(nowMs);
    expect(await stateOf()).toMatchObject({ attempts: 1, settled_at: null });
    mailServer.refuses = false;
    await hub.mail.sendDue(nowMs + MINUTE_MS - 1);
    expect(mailServer.mails).toHaveLength(0);
    await hub.mail.sendDue(nowMs + MINUTE_MS);
    expect(mailServer.mails).toHaveLength(1);
    expect(await stateOf()).toMatchObject({ last_error: null });
  });

  it('waits and goes out once the server, which was not there at all, is back', async () => {
    const away = await MailServer.start();
    await away.stop();
    const reach = (port: number) =>
      ReportHub.open(server.source, {
        KERBLINE_SMTP_URL: `smtp://127.0.0.1:${port}`,
        KERBLINE_REPORT_MAIL_FROM: 'curb@example.org',
        KERBLINE_REPORT_MAIL_TO: 'mayor@example.org',
      });
    const nowMs = Date.now() + 1_000;
    await (await reach(away.port)).mail.sendDue(nowMs);
    const waiting = await stateOf();
    expect(waiting).toMatchObject({ attempts: 1, settled_at: null });
    expect(waiting?.last_error).toContain('ECONNREFUSED');
    const kept = await server.source.query<unknown[]>('select 1 from turnover_reports');
    expect(kept).toHaveLength(1);
    await (await reach(mailServer.port)).mail.sendDue(nowMs + MINUTE_MS);
    expect(mailServer.mails).toHaveLength(1);
  });

  it('is put off before it is tried, so that others leave it alone until then should its hub die meanwhile', async () => {
    const nowMs = Date.now() + 1_000;
    mailServer.holdsNext = true;
    const hanging = hub.mail.sendDue(nowMs);
    await vi.waitFor(() => expect(mailServer.held).toBe(1), { timeout: 20_000, interval: 25 });
    const other = await ReportHub.open(server.source, {
      KERBLINE_SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
      KERBLINE_REPORT_MAIL_FROM: 'curb@example.org',
      KERBLINE_REPORT_MAIL_TO: 'mayor@example.org',
    });
    expect(await stateOf()).toMatchObject({ attempts: 1, settled_at: null });
    await other.mail.sendDue(nowMs);
    await other.mail.sendDue(nowMs + MINUTE_MS - 1);
    expect(mailServer.mails).toHaveLength(0);
    await other.mail.sendDue(nowMs + MINUTE_MS);
    expect(mailServer.mails).toHaveLength(1);
    const sent = await stateOf();
    expect(sent?.settled_at).not.toBeNull();

    // The first was not dead but slow: that it failed in the end does not make the mail due again.
    mailServer.hangUp();
    await hanging;
    expect(await stateOf()).toEqual(sent);
    await other.mail.sendDue(nowMs + 24 * 60 * MINUTE_MS);
    expect(mailServer.mails).toHaveLength(1);
  });

  it('is given up after twelve tries, and says why', async () => {
    mailServer.refuses = true;
    for (let day = 1; day <= 13; day++) await hub.mail.sendDue(Date.now() + day * 24 * 60 * MINUTE_MS);
    const state = await stateOf();
    expect(state).toMatchObject({ attempts: 12 });
    expect(state?.settled_at).not.toBeNull();
    expect(state?.last_error).toContain('not now');
    expect(await hub.metrics.registry.metrics()).toContain('kerbline_report_mails_total{outcome="given_up"} 1');
  });
});
