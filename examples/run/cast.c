/* SPDX-License-Identifier: MIT */
/*
 * cast.c: reads the names and colours of the species.
 */
#include "cast.h"

#include "color.h"
#include "reading.h"
#include "say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For species whose colour an earlier one has taken. Source: Okabe and Ito 2008, which people with
 * a colour-vision deficiency tell apart. */
static const uint32_t SPARE_COLORS[] = {0x0072b2, 0xe69f00, 0x009e73, 0xd55e00,
                                        0xcc79a7, 0x56b4e9, 0xf0e442};

enum { SPARE_COUNT = sizeof SPARE_COLORS / sizeof SPARE_COLORS[0] };

/* Beyond those: hues a golden angle apart, so that each lies far from the last ones. */
static uint32_t spare_color(uint32_t number)
{
    return number < SPARE_COUNT ? SPARE_COLORS[number] : color_of_hue(137.508 * number);
}

/* "Bay anchovy (Anchoa mitchilli)" -> both names; a label of another form is a common name. */
static void split_label(struct role *role, const fishsim_species_info *info)
{
    const char *label = info->label[0] != '\0' ? info->label : info->name;
    const char *open = strstr(label, " (");
    size_t length = strlen(label);

    role->latin[0] = '\0';
    if (open != NULL && open != label && label[length - 1] == ')') {
        snprintf(role->common, sizeof role->common, "%.*s", (int)(open - label), label);
        snprintf(role->latin, sizeof role->latin, "%.*s", (int)(label + length - 1 - (open + 2)),
                 open + 2);
    } else {
        snprintf(role->common, sizeof role->common, "%s", label);
    }
}

static int is_taken(const struct cast *cast, uint32_t before, uint32_t rgb)
{
    for (uint32_t s = 0; s < before; s++) {
        if (cast->roles[s].rgb == rgb) {
            return 1;
        }
    }
    return 0;
}

static uint32_t choose_color(const struct cast *cast, uint32_t species, uint32_t wanted)
{
    uint32_t rgb = wanted;

    for (uint32_t number = 0; is_taken(cast, species, rgb) && number <= cast->count; number++) {
        rgb = spare_color(number);
    }
    return rgb;
}

int cast_read(struct cast *cast, const fishsim_world *world)
{
    fishsim_world_info info;
    fishsim_species_info species;

    *cast = (struct cast){.count = 0};
    if (read_info(world, &info) != 0) {
        return -1;
    }
    cast->roles = calloc(info.species > 0 ? info.species : 1, sizeof *cast->roles);
    if (cast->roles == NULL) {
        complain("out of memory");
        return -1;
    }
    cast->count = info.species;
    for (uint32_t s = 0; s < info.species; s++) {
        if (read_species(world, s, &species) != 0) {
            cast_free(cast);
            return -1;
        }
        split_label(&cast->roles[s], &species);
        cast->roles[s].rgb = choose_color(cast, s, species.color_rgb);
        cast->roles[s].fish = species.fish;
    }
    return 0;
}

void cast_free(struct cast *cast)
{
    free(cast->roles);
    *cast = (struct cast){.count = 0};
}
