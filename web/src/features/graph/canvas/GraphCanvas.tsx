import { Waypoints } from "lucide-react";
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/notices";
import { useIsDark } from "@/lib/theme";

import type { Content } from "./content";
import { actOnKey } from "./keys";
import type { Emphasis } from "./look";
import { inksOf } from "./palette";
import { GraphView, type ViewEvents } from "./view";

/** A graph, drawn: by mouse, touch and keyboard. What it says can be read in the table, too. */
export function GraphCanvas({
  view,
  onView,
  content,
  name,
  emphasis,
  colours,
  onSelect,
  onExpand,
}: {
  view: GraphView | null;
  /** Told when the drawing is there, and when it has gone. */
  onView: (view: GraphView | null) => void;
  content: Content;
  /** Of another name: another drawing. */
  name: string;
  emphasis: Emphasis;
  colours: ReadonlyMap<number, number>;
  onSelect: (id: string | undefined) => void;
  onExpand: (id: string) => void;
}) {
  const { t } = useTranslation("graph");
  const [cannot, setCannot] = useState(false);
  const isDark = useIsDark();
  const inks = useMemo(() => inksOf(colours, isDark), [colours, isDark]);
  const events = useRef({ select: onSelect, expand: onExpand });
  useEffect(() => {
    events.current = { select: onSelect, expand: onExpand };
  });
  const mount = useCallback(
    (place: HTMLDivElement | null) => {
      if (place === null) return;
      const made = newView(place, events);
      if (made === null) {
        setCannot(true);
        return;
      }
      onView(made);
      return () => {
        made.destroy();
        onView(null);
      };
    },
    [onView],
  );
  useEffect(
    () => view?.show({ content, name, emphasis, inks }),
    [view, content, name, emphasis, inks],
  );

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || view === null) return;
    if (!actOnKey(event.key, view, emphasis.selected, { select: onSelect, expand: onExpand }))
      return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (cannot) {
    return (
      <div className="p-4">
        <EmptyState icon={Waypoints} title={t("cannotDraw")}>
          {t("cannotDrawHelp")}
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      {/* the keys of a drawing need the focus, as those of a text field do */}
      {/* eslint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
      <div
        ref={mount}
        role="application"
        aria-label={t("canvas")}
        aria-describedby="graph-keys"
        data-testid="graph-canvas"
        tabIndex={0}
        onKeyDown={press}
        onPointerDown={({ currentTarget }) => currentTarget.focus({ preventScroll: true })}
        className="absolute inset-0 touch-none outline-offset-[-2px]"
      />
      {/* eslint-enable */}
    </>
  );
}

/** None where the browser has no WebGL. */
function newView(place: HTMLElement, events: RefObject<ViewEvents>): GraphView | null {
  try {
    return new GraphView(place, inksOf(new Map(), false), {
      select: (id) => events.current.select(id),
      expand: (id) => events.current.expand(id),
    });
  } catch {
    return null;
  }
}
