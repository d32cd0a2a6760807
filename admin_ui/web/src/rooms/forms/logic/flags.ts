/** What can be odd about a submission or a photo; people and checks see it, nothing is refused for it. */
export const FLAGS = ["late", "old_version", "clock", "clock_off", "far_away", "no_location", "imprecise_location", "mocked_location", "time_differs", "place_differs", "computed"] as const;
