import { INSIGHTS_PATH } from '../insights/view.js';
import { CITY_PARAMETER } from '../session/use-session.js';

const PAGES = [
  { path: '/', name: 'Street' },
  { path: INSIGHTS_PATH, name: 'Insights' },
] as const;

/** The pages there are. Only the city goes along: each page has its own way to say which camera. */
export function PageLinks() {
  const city = new URLSearchParams(location.search).get(CITY_PARAMETER);
  const search = city === null ? '' : `?${new URLSearchParams({ [CITY_PARAMETER]: city })}`;
  return (
    <nav className="page-links" aria-label="Pages">
      {PAGES.map(({ path, name }) => (
        <a key={path} href={`${path}${search}`} aria-current={isShown(path) ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

/** Whatever is not Insights shows the street, as the hub serves it. */
function isShown(path: string): boolean {
  return (path === INSIGHTS_PATH) === isInsights();
}

export function isInsights(): boolean {
  return location.pathname.replace(/\/$/, '') === INSIGHTS_PATH;
}
