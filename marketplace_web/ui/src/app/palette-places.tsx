import { Command } from "cmdk";
import type { Me } from "@/api/session";
import { alsoOf, furtherPlacesOf, type FurtherPlaces } from "./further-places";
import { Heading, Row, valueOf } from "./palette-row";

interface Props {
  me: Me;
  only: FurtherPlaces["id"] | undefined;
  go: (to: string, search?: Record<string, string>) => void;
}

/** Too many to stand there before anything is typed, but for those of the place where one is. */
export default function FurtherPlaces({ me, only, go }: Props) {
  return furtherPlacesOf(me).filter(({ id }) => only === undefined || id === only).map(({ id, label: group, places }) => (
    <Command.Group key={id} heading={<Heading>{group}</Heading>}>
      {places.map((place) => {
        const { label, to, search, icon: Icon, within } = place;
        return (
          <Row key={`${to} ${search?.tab ?? ""}`} value={valueOf(label, within ?? "", group)} also={[group, ...alsoOf(place)]} icon={<Icon size={17} className="shrink-0 text-brand-text" />} onSelect={() => go(to, search)}>
            <span className="truncate">{label}</span>
            {within && <span className="ms-2 min-w-0 truncate text-[13px] text-ink-3">{within}</span>}
          </Row>
        );
      })}
    </Command.Group>
  ));
}
