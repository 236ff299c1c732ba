import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BLIND_HOURS, heatMap } from './fixture/insights.mjs';
import { startFixture } from './fixture/server.mjs';

/** The built page in a real browser, against the fixture's hub: what a city sees, in common and in rare states. */

type Fixture = Awaited<ReturnType<typeof startFixture>>;
type FixtureOptions = Omit<Parameters<typeof startFixture>[0], 'dist'>;

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const GONE = { state: 'detached' } as const;
/** The fixture's blind hours lie three to five hours back; in this zone it is afternoon, so they are part of today. */
const AFTERNOON = afternoonZone();

/** Each of these pages shows what it is asked for in a moment; a busy machine takes its time. */
const PATIENCE_MS = 30_000;
/** Axe reads every element's colors, which takes a busy machine its time. */
const AXE_MS_MAX = 240_000;

let browser: Browser;
let dist: string;
let fixture: Fixture;
let page: Page;
let problems: string[];

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'kerbline-page-'));
  await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'error', build: { outDir: dist } });
  browser = await chromium.launch({
    executablePath: await installedChromium(),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--no-first-run',
    ],
  });
});

afterEach(async () => {
  await page.context().close();
  await fixture.stop();
});

afterAll(async () => {
  await browser.close();
  await rm(dist, { recursive: true, force: true });
});

async function open(options: FixtureOptions = {}, context: BrowserContextOptions = {}, address = '/'): Promise<void> {
  fixture = await startFixture({ dist, ...options });
  const opened = await browser.newContext({ timezoneId: AFTERNOON, reducedMotion: 'reduce', ...context });
  page = await opened.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
  });
  await page.goto(`${fixture.url}${address}`);
}

const zone = (id: string) => page.locator(`[data-zone="main-street.${id}"]`);
const live = () => page.locator('[data-connection="connected"]').waitFor();

describe('the nightly reports', () => {
  it('are listed day by day, each in its newest edition, as page, PDF and table', async () => {
    await open();
    const nights = page.locator('.reports li');
    await nights.first().waitFor();
    expect(await nights.count()).toBe(3);
    expect(await nights.first().textContent()).toContain('revised');
    const links = await nights
      .first()
      .locator('a')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links.map((link) => link?.split('.').at(-1))).toEqual(['html', 'pdf', 'csv']);
    expect(links.every((link) => link?.includes('-2.'))).toBe(true);
  });

  it('are said to be still to come in a city without any', async () => {
    await open({ scenario: 'quiet' });
    await page.getByText('None yet: the first is made in the night after the first day.').waitFor();
  });
});

describe('the street', () => {
  it('shows every zone and every vehicle that stands in one', async () => {
    await open();
    await zone('parking_a').waitFor();
    expect(await page.locator('.plan-zone').count()).toBe(7);
    expect(await page.locator('.vehicle').count()).toBe(10);
    expect(await zone('parking_a').getAttribute('aria-label')).toBe('Parking A, parking: 3 vehicles standing');
    expect(problems).toEqual([]);
  });

  it('makes a double-parked vehicle stand out, with the lane it blocks', async () => {
    await open();
    const blocker = page.locator('.vehicle[data-concern="blocks_lane"]');
    await blocker.waitFor();
    expect(await blocker.getAttribute('aria-label')).toMatch(/^Truck double-parked in Lane right, blocking for/);
    expect(await blocker.locator('.halo').count()).toBe(1);
    expect(await page.locator('.blocked-lane').count()).toBe(1);
    await page.getByText('1 vehicle blocks a lane').waitFor();
  });

  it('shows a stop the moment the hub reports it, without a reload', async () => {
    await open({ scenario: 'quiet' });
    await page.getByText('Quiet so far').waitFor();
    await live();
    const { visit, event } = fixture.world.park('main-street.loading', 'truck', 29);
    fixture.emit(event);
    await page.locator(`[data-event="${event.id}"]`).getByText('Truck stopped').waitFor();
    await page.locator(`[data-visit="${visit.id}"]`).waitFor();
    await page.locator('.figure').first().getByText('1', { exact: true }).waitFor();
  });

  it('says how long a vehicle stood when it leaves, and takes it off the street', async () => {
    await open({ scenario: 'quiet' });
    await live();
    const parked = fixture.world.park('main-street.parking_a', 'car', 11, Date.now() - 12 * 60_000);
    fixture.emit(parked.event);
    await page.locator(`[data-visit="${parked.visit.id}"]`).waitFor();
    fixture.emit(fixture.world.leave('main-street.parking_a', parked.visit));
    await page.getByText('Parking A · stayed 12 min').waitFor();
    await page.locator(`[data-visit="${parked.visit.id}"]`).waitFor({ state: 'detached' });
  });

  it('tells the details of a vehicle to the keyboard as to the pointer', async () => {
    await open();
    const car = page.locator('.vehicle').first();
    await car.waitFor();
    await car.focus();
    await page.locator('.details').getByText('% sure').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.details').waitFor({ state: 'detached' });
    await car.hover({ force: true });
    await page.locator('.details').waitFor();
  });

  it('draws an uncalibrated camera’s zones as they lie in the picture, and says so', async () => {
    await open({ scenario: 'uncalibrated' });
    await page.getByText('This camera is not calibrated').waitFor();
    expect(await page.locator('.plan-zone').count()).toBe(7);
    await page.getByText('not calibrated', { exact: true }).waitFor();
  });

  it('follows the camera that is chosen, and keeps it in the address', async () => {
    await open();
    await zone('parking_a').waitFor();
    await page.getByRole('combobox', { name: 'Camera' }).selectOption({ label: 'Harbor Square' });
    await page.locator('[data-zone="harbor-square.bike_lane"]').waitFor();
    expect(page.url()).toContain('camera=harbor-square');
    expect(await zone('parking_a').count()).toBe(0);
  });
});

describe('the feed', () => {
  it('can show only double parking, or only faults', async () => {
    await open();
    await page.locator('.entry').first().waitFor();
    await page.getByRole('button', { name: 'Double parking' }).click();
    await page.locator('.entry').getByText('Truck double-parked').waitFor();
    expect(await page.locator('.entry').count()).toBe(1);
    await page.getByRole('button', { name: 'Faults' }).click();
    await page.locator('.entry').getByText('Camera sees again').waitFor();
    await page.locator('.entry').getByText('Picture frozen', { exact: true }).waitFor();
    expect(await page.locator('.entry').count()).toBe(2);
  });

  it('says that the line is lost, comes back by itself, and has missed nothing', async () => {
    await open({ scenario: 'quiet' });
    await live();
    fixture.world.takesStreams = false;
    fixture.cutStreams();
    await page
      .locator('[data-connection="reconnecting"]')
      .getByText(/^Reconnecting since \d\d:\d\d$/)
      .waitFor();
    const { event } = fixture.world.park('main-street.parking_a', 'car', 5);
    fixture.world.takesStreams = true;
    await live();
    await page.locator(`[data-event="${event.id}"]`).waitFor();
    expect(fixture.requests.stream).toBeGreaterThanOrEqual(2);
  });
});

describe('what was not seen', () => {
  it('is hatched in the hours of the day, never drawn as zero', async () => {
    await open();
    const chart = page.getByRole('img', { name: /^Arrivals by hour, Parking A/ });
    await chart.waitFor();
    expect(await chart.locator('[data-hour-state="unseen"] .hour-unseen').count()).toBe(2);
    expect(await chart.getAttribute('aria-label')).toMatch(/\d\d:00 not seen/);
  });

  it('is told in plain words while the camera has a fault, and nothing is called clear', async () => {
    await open({ scenario: 'fault' });
    await page.locator('[data-status="fault"]').waitFor();
    await page.getByText(/^Camera moved since/).waitFor();
    await page.getByText('The camera does not see the street at present.', { exact: false }).waitFor();
    expect(await page.getByText('All lanes clear').count()).toBe(0);
    expect(await page.locator('.lane-table .unseen-cell').count()).toBe(2);
    await page.getByRole('button', { name: 'Show snapshot' }).click();
    await page.getByText('No snapshot: Box box-1 did not answer within 5 s.').waitFor();
  });

  it('shows a fault when it begins, without a reload', async () => {
    await open();
    await page.locator('[data-status="online"]').waitFor();
    await live();
    fixture.emit(fixture.world.lose('frozen'));
    await page.locator('[data-status="fault"]').waitFor();
    await page.locator('.entry').first().getByText('Picture frozen').waitFor();
  });

  it('says since when an offline box was not heard', async () => {
    await open({ scenario: 'offline' });
    await page.getByText(/^Nothing heard since \d\d:\d\d$/).waitFor();
  });
});

describe('the insights', () => {
  const insights = (search = '', options: FixtureOptions = {}, context: BrowserContextOptions = {}) =>
    open(options, context, `/insights${search}`);
  const card = (id: string) => page.locator(`[data-insight="${id}"]`);
  const hour = (day: number, at: number) => page.locator(`[data-cell="${day}-${at}"]`);

  it('show the hub’s numbers of a usual week, Monday first, to the pointer and to the keyboard', async () => {
    await open();
    await page.getByRole('link', { name: 'Insights' }).click();
    await hour(0, 12).hover();
    const noon = heatMap({ measure: 'occupancy', isQuiet: false, from: null, to: null }).cells[12]?.value?.toPrecision(
      3,
    );
    const words = `Monday 12:00–13:00: ${noon} vehicles standing at a zone on average`;
    await page.locator('.heat-told').getByText(words).waitFor();
    expect(await hour(0, 12).getAttribute('aria-label')).toBe(words);
    await hour(0, 0).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.locator('.heat-told').getByText('Tuesday 23:00–24:00', { exact: false }).waitFor();
    expect(problems).toEqual([]);
  });

  it('hatch the hours that were not seen, and draw no zero there', async () => {
    await insights();
    await hour(1, 0).waitFor();
    expect(await page.locator('[data-hour-state="unseen"]').count()).toBe(BLIND_HOURS.before);
    expect(await page.locator('[data-hour-state="unseen"] .heat-unseen').count()).toBe(BLIND_HOURS.before);
    expect(await page.locator('[data-hour-state="unseen"] .heat-value').count()).toBe(0);
    expect(await hour(1, 0).getAttribute('aria-label')).toBe('Tuesday 0:00–1:00: not seen');
    expect(await hour(0, 0).locator('.heat-value').count()).toBe(1);
  });

  it('keep what is looked at in the address, and a linked address opens the same', async () => {
    await insights();
    await page.getByRole('button', { name: '90 days' }).click();
    await page.getByRole('button', { name: 'Arrivals' }).click();
    await page.getByRole('combobox', { name: 'Camera' }).selectOption({ label: 'Harbor Square' });
    await page.getByRole('combobox', { name: 'Zone' }).selectOption({ label: 'Bike lane' });
    const linked = new URL(page.url()).search;
    expect(new URLSearchParams(linked).get('city')).toBe('demo');
    await page.context().close();
    await fixture.stop();
    await insights(linked);
    await hour(0, 0).waitFor();
    expect(await page.getByRole('button', { pressed: true }).allTextContents()).toEqual(
      expect.arrayContaining(['90 days', 'Arrivals']),
    );
    expect(await page.getByRole('combobox', { name: 'Zone' }).inputValue()).toBe('harbor-square.bike_lane');
    const asked = new URLSearchParams(fixture.requests.insights.find((own) => own.includes('heat-map'))?.split('?')[1]);
    expect([asked.get('zone'), asked.get('measure')]).toEqual(['harbor-square.bike_lane', 'arrivals']);
    // Ninety midnights of Chicago apart, but for an hour where clocks change.
    const days = (Date.parse(asked.get('to') ?? '') - Date.parse(asked.get('from') ?? '')) / 86_400_000;
    expect(Math.round(days)).toBe(90);
  });

  it('say how long vehicles stay, where lanes are blocked, and what differs from the time before', async () => {
    await insights();
    await card('stays').getByText('73 more stops are of unknown length', { exact: false }).waitFor();
    await card('stays').getByText('median 22 min', { exact: true }).waitFor();
    await card('hot-spots').getByText('1,312 min').waitFor();
    await card('hot-spots').getByText('Travel lane, Main Street / 5th Avenue').waitFor();
    await card('compare').getByText('from 2.41 to 2.72 an hour at a curb zone').waitFor();
  });

  it('offer the impact report where the periods are long enough for it, and say so where not', async () => {
    await insights();
    const link = page.getByRole('link', { name: 'Open the impact report' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toMatch(/^\/api\/v1\/impact\?before_from=.*&after_to=.*&format=html$/);
    await page.getByRole('button', { name: '7 days' }).click();
    await card('compare').getByText('It needs at least 3 weeks on either side', { exact: false }).waitFor();
    expect(await link.count()).toBe(0);
  });

  it('tell an error in the hub’s words, and ask again', async () => {
    await insights('?days=7');
    await hour(0, 0).waitFor();
    fixture.world.refusal = 'The database is being moved.';
    await page.getByRole('button', { name: '28 days' }).click();
    await card('heat-map').getByText('The database is being moved.').waitFor();
    fixture.world.refusal = null;
    await card('heat-map').getByRole('button', { name: 'Try again' }).click();
    await hour(0, 0).waitFor();
  });

  it('lead back choice by choice, and forth again', async () => {
    await insights();
    await hour(0, 0).waitFor();
    await page.getByRole('button', { name: '90 days' }).click();
    await page.getByRole('button', { name: 'Arrivals' }).click();
    // Chosen already: no step of its own.
    await page.getByRole('button', { name: 'Arrivals' }).click();
    const pressed = (name: string) => page.getByRole('button', { name, pressed: true }).waitFor();
    await page.goBack();
    await pressed('Occupancy');
    await pressed('90 days');
    await page.goBack();
    await pressed('28 days');
    expect(new URL(page.url()).search).toBe('');
    await page.goForward();
    await pressed('90 days');
  });

  it('say as of when they are, by the city’s clock', async () => {
    await insights('?days=7');
    fixture.world.sumsAgeS = 240;
    await page.getByRole('button', { name: '28 days' }).click();
    const madeAt = card('stays').locator('.as-of time');
    await card('stays').locator('.stays-chart').waitFor();
    const madeMs = Date.parse((await madeAt.getAttribute('datetime')) ?? '');
    const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'America/Chicago' } as const;
    // With the day before it, where the hub made them before the city's midnight.
    expect(await madeAt.textContent()).toContain(new Intl.DateTimeFormat('en-US', clock).format(madeMs));
    expect(Date.now() - madeMs).toBeGreaterThanOrEqual(240_000);
  });

  it('are brought up to date while they are looked at, and keep what they have where that fails', async () => {
    await open({}, {}, '/session');
    fixture.world.unreportedHours = 96;
    await page.clock.install();
    await page.goto(`${fixture.url}/insights`);
    await hour(0, 0).waitFor();
    await page.getByText('Not all of this time is told yet.').waitFor();
    fixture.world.unreportedHours = 0;
    await page.clock.fastForward(61_000);
    await page.getByText('Not all of this time is told yet.').waitFor(GONE);
    fixture.world.refusal = 'The database is being moved.';
    await page.clock.fastForward(61_000);
    await card('stays').getByText('newer numbers could not be loaded: The database is being moved.').waitFor();
    expect(await card('stays').locator('.stays-chart').count()).toBe(1);
  });

  it('say how much of the time is still to be told of, and up to when it is', async () => {
    await insights('?days=7');
    await hour(0, 0).waitFor();
    fixture.world.unreportedHours = 96;
    await page.getByRole('button', { name: '28 days' }).click();
    const note = page.getByRole('status').filter({ hasText: 'Not all of this time is told yet.' });
    await note.getByText('96 camera hours of it are still to come', { exact: false }).waitFor();
    await note.getByText('every camera has reported up to May 12, 14:00', { exact: false }).waitFor();
  });

  it('tell a time before the first camera from a quiet one', async () => {
    await insights('', { scenario: 'quiet' });
    const words = 'No camera had begun in this time: a day shows here once it is over.';
    for (const id of ['heat-map', 'stays', 'hot-spots']) await card(id).getByText(words).waitFor();
    await card('compare').getByText('Nothing was seen in either time.').waitFor();
  });

  it('ask for a key as the street does', async () => {
    await insights('', { needsKey: true });
    await page.getByLabel('API key').fill(fixture.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await hour(0, 0).waitFor();
  });

  it('never scroll sideways on a phone', async () => {
    await insights('?camera=main-street', {}, PHONE);
    for (const id of ['heat-map', 'stays', 'hot-spots', 'compare']) await card(id).locator('.skeleton').waitFor(GONE);
    const overflowPx = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflowPx).toBeLessThanOrEqual(0);
  });

  it.each(['light', 'dark'] as const)(
    'are without serious findings of axe in the %s theme',
    async (colorScheme) => {
      await insights('', {}, { colorScheme });
      await page.getByRole('link', { name: 'Open the impact report' }).waitFor();
      await hour(0, 0).waitFor();
      expect(await seriousFindings('body')).toEqual([]);
    },
    AXE_MS_MAX,
  );
});

describe('the rest of the page', () => {
  it('asks for a key, refuses a wrong one, and opens with the right one', async () => {
    await open({ needsKey: true });
    await page.getByLabel('API key').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The hub does not know this key.').waitFor();
    await page.getByLabel('API key').fill(fixture.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await zone('parking_a').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
  });

  it('shows a snapshot on request', async () => {
    await open();
    await page.getByRole('button', { name: 'Show snapshot' }).click();
    await page.locator('.snapshot-picture').waitFor();
    expect(problems).toEqual([]);
  });

  it('says how much less was sent than video', async () => {
    await open();
    await page
      .locator('.ratio strong')
      .getByText(/^[\d,]+×$/)
      .waitFor();
  });

  it('keeps the chosen theme when it is opened again', async () => {
    await open({}, { colorScheme: 'light' });
    const darkness = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    await page.getByRole('button', { name: /switch to light theme/ }).click();
    await page.getByRole('button', { name: /switch to dark theme/ }).click();
    expect(await darkness()).toBe('dark');
    await page.reload();
    await page.getByRole('button', { name: /^Dark theme/ }).waitFor();
    expect(await darkness()).toBe('dark');
  });

  it.each([
    ['no camera', 'no-cameras', 'No camera yet'],
    ['no zone', 'no-zones', 'No zones drawn yet'],
  ])('says what to do when there is %s', async (_, scenario, words) => {
    await open({ scenario });
    await page.getByText(words).waitFor();
  });
});

describe('on a phone', () => {
  it.each(['day', 'fault', 'uncalibrated', 'quiet'])('never scrolls sideways: %s', async (scenario) => {
    await open({ scenario }, PHONE);
    await zone('parking_a').waitFor();
    await page.locator('.hour-chart').first().waitFor();
    const overflowPx = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflowPx).toBeLessThanOrEqual(0);
  });

  it('stands the street upright, to scale', async () => {
    await open({}, PHONE);
    const box = await page.locator('.plan').boundingBox();
    expect(box?.height).toBeGreaterThan(box?.width ?? Infinity);
  });
});

describe('accessibility', () => {
  it.each([
    ['by day', 'body', {}, { colorScheme: 'light' }],
    ['by night on a phone', 'body', {}, { ...PHONE, colorScheme: 'dark' }],
    ['with a fault', 'body', { scenario: 'fault' }, { colorScheme: 'light' }],
    ['in an uncalibrated street', '.street', { scenario: 'uncalibrated' }, { colorScheme: 'light' }],
  ] as const)(
    'axe finds nothing serious %s',
    async (_, part, options, context) => {
      await open(options, context);
      await page.locator('.hour-chart').first().waitFor();
      expect(await seriousFindings(part)).toEqual([]);
    },
    AXE_MS_MAX,
  );

  it('axe finds nothing serious on the sign-in form', async () => {
    await open({ needsKey: true });
    await page.getByLabel('API key').waitFor();
    expect(await seriousFindings('body')).toEqual([]);
  });
});

async function seriousFindings(part: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    .options({ resultTypes: ['violations'] })
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** A zone in which the clock now shows between 15:00 and 16:00. POSIX counts `Etc/GMT` signs westward. */
function afternoonZone(): string {
  const hoursEast = 15 - new Date().getUTCHours();
  // No zone lies further east than 14 hours: in the first hour of a day, that of the day before will do.
  const shift = hoursEast > 14 ? hoursEast - 24 : hoursEast;
  return shift === 0 ? 'Etc/GMT' : `Etc/GMT${shift > 0 ? '-' : '+'}${Math.abs(shift)}`;
}

async function installedChromium(): Promise<string> {
  const named = process.env['KERBLINE_CHROMIUM'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  for (const place of named ? [named] : places) {
    try {
      await access(place);
      return place;
    } catch {
      // Look in the next place.
    }
  }
  throw new Error('no Chromium was found: install it (Debian: apt-get install chromium) or set KERBLINE_CHROMIUM');
}
