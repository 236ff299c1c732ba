import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** The page's own letter size on a desk, in which the drawings are laid out. */
const LETTER_PX = 15;

export interface Width {
  readonly px: number;
  /** How much larger the page's letters are than on a desk. */
  readonly zoom: number;
}

/** An element's width, followed as the window changes; 0 until it is known. */
export function useWidth<T extends HTMLElement>(): [RefObject<T | null>, Width] {
  const element = useRef<T>(null);
  const [width, setWidth] = useState<Width>({ px: 0, zoom: 1 });
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return undefined;
    const measure = (): void => {
      const letterPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setWidth({ px: watched.clientWidth, zoom: letterPx / LETTER_PX });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
