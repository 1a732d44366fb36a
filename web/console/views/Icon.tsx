/** The icons: lines of one and a half pixels on a grid of sixteen. */

const PATHS = {
  mark: "M2.5 4h11|M2.5 8.4h8M2.5 12.2h5",
  close: "M4 4l8 8M12 4l-8 8",
  doc: "M4 1.8h5.2L12.5 5v9.2H4zM9 2v3.2h3.3M6 8h4.5M6 10.8h4.5",
  docs: "M2.5 3.2c2-.6 4-.4 5.5.7 1.5-1.1 3.5-1.3 5.500-.7v9.400c-2-.6-4-.4-5.500.7-1.500-1.100-3.500-1.300-5.500-.7zM8 4v9",
  check: "M3 8.5l3.300 3.300L13 4.800",
  checks: "M1.500 8.500l3 3L11 4.800M7.500 11.200l.5.500L14.500 4.800",
  clock: "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0zM8 4.500V8l2.400 1.600",
  pause: "M5.500 3.500v9M10.500 3.500v9",
  search: "M11.500 7a4.500 4.500 0 1 1-9 0 4.500 4.500 0 0 1 9 0zM10.500 10.500L14 14",
  right: "M6 3.500L10.500 8 6 12.500",
  left: "M10 3.500L5.500 8l4.500 4.500",
  down: "M3.500 6L8 10.500 12.500 6",
  up: "M3.500 10L8 5.500 12.500 10",
  lock: "M3.500 7h9v6.500h-9zM5.500 7V5a2.500 2.500 0 0 1 5 0v2",
  warn: "M8 2.200l6.300 11.300H1.700zM8 6.500v3.300M8 11.700v.1",
  off: "M2 2l12 12M4.500 9.500A5 5 0 0 1 6 8.500M2.200 6.800A8.500 8.500 0 0 1 4.500 5.300M8 5c2.200 0 4.300.7 5.800 1.900M10 8.600c.6.2 1.100.5 1.500.9M8 12.500h.01",
  edit: "M10.500 3l2.500 2.500L6 12.500l-3 .5.500-3zM9 4.500L11.500 7",
  eye: "M1.500 8C3 5.200 5.300 3.800 8 3.800S13 5.200 14.500 8C13 10.800 10.700 12.200 8 12.200S3 10.800 1.500 8zM9.900 8a1.900 1.900 0 1 1-3.800 0 1.900 1.900 0 0 1 3.800 0z",
  inbox: "M2.500 9.500V13h11V9.500M2.500 9.500L4.300 3h7.400l1.800 6.500M2.500 9.500H6c.2 1.200 1 1.800 2 1.800s1.800-.6 2-1.800h3.500",
  person: "M10.700 5.200a2.700 2.700 0 1 1-5.400 0 2.700 2.700 0 0 1 5.400 0zM2.800 14c.5-3 2.500-4.300 5.200-4.300s4.700 1.300 5.200 4.300",
  refresh: "M13 8a5 5 0 1 1-1.600-3.700L13 6M13 2.800V6H9.800",
  plus: "M8 3v10M3 8h10",
  panel: "M2.500 3h11v10h-11zM10 3v10",
  copy: "M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3",
  menu: "M2.500 4.500h11M2.500 8h11M2.500 11.500h11",
  key: "M2 4.500h12v7H2zM4.500 7h.1M7 7h.1M9.500 7h.1M11.500 7h.1M5 9.300h6",
  go: "M9 3h4v4M13 3L7.500 8.500M11 9v4H3V5h4",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon; it never speaks for itself, the words beside it or the button's name do. */
export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  const paths = PATHS[name].split("|");
  return (
    <svg className={small ? "i s" : "i"} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {paths.map((path, index) => (
        <path key={path} d={path} {...(paths.length > 1 ? { strokeWidth: index === 0 ? 2.6 : 1.3 } : {})} />
      ))}
    </svg>
  );
}
