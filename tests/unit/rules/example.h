/* example.h - a policy that uses nearly every key of the language. */
#ifndef TESTS_RULES_EXAMPLE_H
#define TESTS_RULES_EXAMPLE_H

#define EXAMPLE_POLICY                                                \
 "{'language':1,'programme':'river-watch','revision':3,"              \
 "'issuer':'river-trust','timezone':'America/Chicago',"               \
 "'admission':{'apply_by':'2024-01-26','eligible':['ranger',"         \
 "'teacher'],'selection':'mutual'},"                                  \
 "'cohort':{'capacity':40,'seats':{'north':10,'south':null},"         \
 "'waiting_list':true},"                                              \
 "'parameters':{'reading':60,'field_days':3,'opens':'2024-03-01'},"   \
 "'attendance':{'present_if':{'min_minutes':48},'via':['live'],"      \
 "'when_cancelled':'makeup_or_drop'},"                                \
 "'awards':["                                                         \
 "{'id':'watcher','kind':'badge','achievement':'watcher',"            \
 "'issue':'on_met','source':'water-office','when':{'all':["           \
 "{'enrolled':'series-1','eligible':true,'selected':true},"           \
 "{'attended':{'tag':'workshop'},'min':4,'via':['live','makeup']},"   \
 "{'minutes':{'activity':'reading'},'min':'$reading',"                \
 "'cap_per_week':120},"                                               \
 "{'at_least':2,'of':[{'work':'field-day','is':'submitted',"          \
 "'min':'$field_days'},{'work':'report','is':'approved'},"            \
 "{'holds':'swimmer'}]},"                                             \
 "{'any':[{'attested':'sampling','by':['coach','reviewer']},"         \
 "{'on_or_after':'$opens'},{'before':'2023-01-01'}]}]}},"             \
 "{'id':'hours','kind':'units','achievement':'hours',"                \
 "'scheme':'clock-hour','optional':true,'issue':'on_close',"          \
 "'issuer':{'by':'institution'},"                                     \
 "'when':{'all':[{'award':'watcher'},{'closed':{'sessions':['s1',"    \
 "'s2']}},{'role':'participant'}]},"                                  \
 "'units':{'each_attended':{'series':'series-1'},'basis':'attended'," \
 "'per_hour':1,'step':0.25,'round':'down','extra':true,"              \
 "'via':['live','in_person']}},"                                      \
 "{'id':'stipend','kind':'internal','when':{'attended':{'series':"    \
 "'series-1'},'every':true}}]}"

#endif
