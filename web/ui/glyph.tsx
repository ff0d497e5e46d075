import {
  Box,
  Boxes,
  Bug,
  Cable,
  Cog,
  Copy,
  Database,
  DoorOpen,
  Fence,
  Flame,
  Gauge,
  GitFork,
  Globe,
  Hand,
  Hourglass,
  Inbox,
  Layers,
  LifeBuoy,
  Logs,
  type LucideIcon,
  PowerOff,
  RadioTower,
  RefreshCw,
  Server,
  Skull,
  Snail,
  Snowflake,
  Split,
  SquareFunction,
  Timer,
  Trash,
  TrendingUp,
  Unplug,
  Users,
  Zap,
  ZapOff,
} from 'lucide-react';

/** Glyphs that a definition may name. Listed one by one, so that the other thousand stay out of the bundle. */
const glyphs: Readonly<Record<string, LucideIcon>> = {
  box: Box,
  boxes: Boxes,
  layers: Layers,
  flame: Flame,
  bug: Bug,
  cable: Cable,
  cog: Cog,
  database: Database,
  'door-open': DoorOpen,
  fence: Fence,
  gauge: Gauge,
  hand: Hand,
  'life-buoy': LifeBuoy,
  copy: Copy,
  'git-fork': GitFork,
  hourglass: Hourglass,
  globe: Globe,
  inbox: Inbox,
  logs: Logs,
  'power-off': PowerOff,
  'radio-tower': RadioTower,
  'refresh-cw': RefreshCw,
  server: Server,
  skull: Skull,
  snail: Snail,
  snowflake: Snowflake,
  split: Split,
  'square-function': SquareFunction,
  timer: Timer,
  trash: Trash,
  'trending-up': TrendingUp,
  unplug: Unplug,
  users: Users,
  zap: Zap,
  'zap-off': ZapOff,
};

/** Whether a glyph of that name is there; a test asks for each definition. */
export function hasGlyph(name: string): boolean {
  return Object.hasOwn(glyphs, name);
}

/** The glyph that a component, policy or fault names. */
export function Glyph({ name, size = 18 }: { readonly name: string; readonly size?: number }) {
  const Icon = (hasGlyph(name) ? glyphs[name] : undefined) ?? Box;
  return <Icon size={size} strokeWidth={1.75} aria-hidden />;
}
