import uPlot from 'uplot';

/** A value holds until the next: mean power of a step, energy up to a price. */
export const stepped = uPlot.paths.stepped?.({ align: 1 });
