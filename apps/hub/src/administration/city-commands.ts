import { ID_PATTERN } from '#events';
import type { ListedCity } from '../cities/city-register.js';
import { changeInWords, readCityChange } from '../cities/city-settings.js';
import { isTimeZone } from '../config/hub-config.js';
import { AdministrationError } from './administration-error.js';
import { CityOffice } from './city-office.js';

type Say = (line: string) => void;
type Environment = Readonly<Record<string, string | undefined>>;

const NAME_LENGTH_MAX = 120;

/** As typed. */
export interface CityOptions {
  readonly name?: string;
  readonly timeZone?: string;
  readonly reports?: string;
  readonly reportHour?: string;
  readonly rawEventDays?: string;
  readonly visitDays?: string;
  readonly auditDays?: string;
  readonly publicFeed?: string;
  readonly publicGroupMin?: string;
}

/** Makes a city; one that is there already stays as it is, and that is said. */
export async function addCity(id: string, options: CityOptions, env: Environment, say: Say): Promise<void> {
  const { name = id, timeZone = 'UTC' } = options;
  if (!ID_PATTERN.test(id)) throw new AdministrationError(`"${id}" is no city id, expected one such as springfield`);
  if (name.trim() === '' || name.length > NAME_LENGTH_MAX) {
    throw new AdministrationError(`--name is "${name}", expected 1 to ${NAME_LENGTH_MAX} characters`);
  }
  if (!isTimeZone(timeZone)) {
    throw new AdministrationError(`--time-zone is "${timeZone}", expected an IANA name such as America/Chicago`);
  }
  await inOffice(env, async (office) => {
    const isNew = await office.noted({ cityId: id, action: 'city add', subject: `${name}, ${timeZone}` }, () =>
      office.cities.add({ id, name, timeZone }),
    );
    if (!isNew) say(`${id} is there already`);
    await changeCity(office, id, options);
    say(cityLine(await cityOf(office, id)));
  });
}

export async function setCity(id: string, options: CityOptions, env: Environment, say: Say): Promise<void> {
  await inOffice(env, async (office) => {
    await office.city(id);
    await changeCity(office, id, options);
    say(cityLine(await cityOf(office, id)));
  });
}

export async function listCities(env: Environment, say: Say): Promise<void> {
  await inOffice(env, async (office) => {
    for (const city of await office.cities.list()) say(cityLine(city));
  });
}

async function changeCity(office: CityOffice, id: string, options: CityOptions): Promise<void> {
  const given = {
    makesReports: truth(options.reports),
    reportHour: options.reportHour === 'default' ? null : number(options.reportHour),
    rawEventDays: number(options.rawEventDays),
    visitDays: number(options.visitDays),
    auditDays: number(options.auditDays),
    publicFeed: truth(options.publicFeed),
    publicGroupMin: number(options.publicGroupMin),
  };
  const wanted = readCityChange(given, (await cityOf(office, id)).settings);
  if ('problems' in wanted) {
    throw new AdministrationError(
      wanted.problems.map(({ field, value, problem }) => `${optionOf(field)} is ${value}, ${problem}`).join('\n'),
    );
  }
  const subject = changeInWords(wanted);
  if (subject === '') return;
  await office.noted({ cityId: id, action: 'city set', subject }, () => office.cities.change(id, wanted));
}

async function cityOf(office: CityOffice, id: string): Promise<ListedCity> {
  const city = await office.cities.one(id);
  if (!city) throw new AdministrationError(`there is no city "${id}"`);
  return city;
}

/** One city on one line. */
function cityLine({ id, name, timeZone, settings }: ListedCity): string {
  const hour = settings.reportHour === null ? 'the hub’s hour' : `${settings.reportHour}:00`;
  const kept = `raw events ${settings.rawEventDays} d, visits ${settings.visitDays} d, audit ${settings.auditDays} d`;
  return [
    id,
    name,
    timeZone,
    settings.makesReports ? `reports at ${hour}` : 'no reports',
    kept,
    settings.publicFeed ? `public from ${settings.publicGroupMin} sessions on` : 'nothing public',
  ].join('  ');
}

/** What is no word for it is left for the check to name. */
function truth(text: string | undefined): boolean | string | undefined {
  return text === 'on' ? true : text === 'off' ? false : text;
}

function number(text: string | undefined): number | string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

/** `makesReports` is typed as `--reports`, every other as its name says. */
function optionOf(field: string): string {
  if (field === 'makesReports') return '--reports';
  return `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

async function inOffice(env: Environment, work: (office: CityOffice) => Promise<void>): Promise<void> {
  const office = await CityOffice.open(env);
  try {
    await work(office);
  } finally {
    await office.close();
  }
}
