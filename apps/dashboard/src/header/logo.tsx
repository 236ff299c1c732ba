/** Kerbline's mark: the dashed line of a painted curb, and a lane that turns in to it; together a K. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" className="logo" aria-hidden="true">
      <rect width="32" height="32" rx="7" className="logo-ground" />
      <path d="M9.5 5v5.2M9.5 13.4v5.2M9.5 21.8V27" className="logo-curb" />
      <path d="M25 5.5 15 16l10 10.5" className="logo-lane" />
    </svg>
  );
}
