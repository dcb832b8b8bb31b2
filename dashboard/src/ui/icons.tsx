// Icons, drawn on a grid of 20 with one line width.
import type { JSX } from 'preact';

const icon = (children: JSX.Element) => () => (
	<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
		{children}
	</svg>
);

export const OverviewIcon = icon(<path d="M3.5 10.5 10 4l6.5 6.5M5.5 9v7h9V9M8.5 16v-4h3v4" />);
export const NetworksIcon = icon(
	<path d="M10 6.5v3m0 0-5 3m5-3 5 3M10 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM4.5 16.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm11 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z" />,
);
export const SaleIcon = icon(<path d="M3 16.5h14M4.5 13l3.5-4 3 2.5 4.5-6M12.5 5.5h3v3" />);
export const ActivityIcon = icon(<path d="M2.5 10.5h3l2.5-6 4 11 2.5-5h3" />);
export const AccountIcon = icon(<path d="M10 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 10 10Zm-6.2 6.6c.6-2.9 3-4.6 6.2-4.6s5.6 1.7 6.2 4.6" />);
export const BlockIcon = icon(<path d="m10 2.8 6.2 3.5v7.4L10 17.2l-6.2-3.5V6.3L10 2.8Zm0 7.2 6.2-3.7M10 10v7.2M10 10 3.8 6.3" />);
export const TableIcon = icon(<path d="M3.5 4.5h13v11h-13zM3.5 8.2h13M3.5 11.9h13M8 8.2v7.3" />);
export const ChartIcon = icon(<path d="M3.5 3.5v13h13M7 13V9m3.5 4V6m3.5 7v-3" />);
export const PlusIcon = icon(<path d="M10 4.5v11M4.5 10h11" />);
export const MinusIcon = icon(<path d="M4.5 10h11" />);
export const FitIcon = icon(<path d="M3.5 7V3.5H7m6 0h3.5V7m0 6v3.5H13m-6 0H3.5V13" />);
export const LeftIcon = icon(<path d="m12 4.5-5.5 5.5 5.5 5.5" />);
export const RightIcon = icon(<path d="m8 4.5 5.5 5.5L8 15.5" />);
export const SearchIcon = icon(<path d="M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Zm4-1.5 3.5 3.5" />);
export const CheckIcon = icon(<path d="m4.5 10.5 3.8 3.8 7.2-8.3" />);
export const AlertIcon = icon(<path d="M10 3 1.8 16.5h16.4L10 3Zm0 5v4m0 2.2v.1" />);

/** The mark of Commonwatt: a wave that grows and settles. */
export const Mark = () => (
	<svg class="mark" viewBox="0 0 32 32" width="30" height="30" aria-hidden="true" focusable="false">
		<rect width="32" height="32" rx="9" class="mark-ground" />
		<path d="M7 19.5c2.4 0 2.4-7 4.8-7s2.4 10 4.8 10 2.4-13 4.8-13 1.6 6.5 3.6 6.5" class="mark-wave" />
	</svg>
);
